import { type Line } from '../protocol/line.js';
import { isRecord, type PlainRecord } from './plain.js';
import { standIn } from './stand-in.js';
import { reasonOf } from './thrown.js';

/** Levels down to which a value is followed. */
const MAX_DEPTH = 100;
/** What a value takes of the budget, besides the length of its text. */
const VALUE_COST = 64;
/** Four times the longest field, so that what is cut for it would be cut anyway. */
const DEFAULT_BUDGET = 16_777_216;

/** The budget for a line whose fields may have so many bytes. */
export const budgetFor = (maxFieldBytes = 0): number => Math.max(DEFAULT_BUDGET, 4 * maxFieldBytes);

export interface Snapshot {
  /** Plain JSON that nobody else holds. */
  readonly value: unknown;
  /** The value was larger than the budget; what came last is missing. */
  readonly isCut: boolean;
}

export interface DescribeOptions {
  /** Characters the copy may hold, to a rough count. @default 16,777,216 */
  readonly budget?: number;
  /** Whether errors say their stack. @default true */
  readonly captureStack?: boolean;
}

/**
 * A plain JSON copy of any value, described where JSON cannot carry it. Total: cycles, throwing getters and hostile
 * proxies leave a mark in their place, and the rest is kept. Each getter is read once.
 */
export function describeValue(value: unknown, { budget, captureStack }: DescribeOptions = {}): Snapshot {
  const walk = new Walk(budget ?? DEFAULT_BUDGET, captureStack ?? true);
  return { value: walk.describe(value), isCut: walk.isCut };
}

/** A copy of a line's data. */
export function describeData(line: Line, options?: DescribeOptions): { data: PlainRecord; isCut: boolean } {
  const { value, isCut } = describeValue(line.data, options);
  return { data: isRecord(value) ? value : {}, isCut };
}

class Walk {
  private readonly above: object[] = [];

  constructor(
    private left: number,
    private readonly withStack: boolean,
  ) {}

  get isCut(): boolean {
    return this.left < 0;
  }

  describe(value: unknown): unknown {
    this.left -= VALUE_COST;
    switch (typeof value) {
      case 'string':
        return this.text(value);
      case 'object':
        return value === null ? null : this.object(value);
      case 'number':
        return Number.isFinite(value) ? value : null;
      case 'bigint':
      case 'symbol':
        return String(value);
      case 'function':
        return nameOf(value);
      default:
        return value;
    }
  }

  private text(text: string): string {
    const room = Math.max(this.left, 0);
    this.left -= text.length;
    return this.left < 0 ? text.slice(0, room) : text;
  }

  private object(value: object): unknown {
    if (this.above.includes(value)) return '[Circular]';
    if (this.above.length >= MAX_DEPTH) return `[Deeper than ${MAX_DEPTH} levels]`;
    this.above.push(value);
    try {
      return this.open(value);
    } catch (error) {
      return unreadable(error);
    } finally {
      this.above.pop();
    }
  }

  private open(value: object): unknown {
    if (Array.isArray(value)) return this.list(value);
    const prototype: unknown = Object.getPrototypeOf(value);
    const other = prototype === Object.prototype ? value : standIn(value, this.withStack);
    if (typeof other !== 'object' || other === null) return this.describe(other);
    return this.members(other === value ? toJson(value) : other);
  }

  /** Of an object that stands for one that is being described already. */
  private members(value: unknown): unknown {
    if (typeof value !== 'object' || value === null) return this.describe(value);
    return Array.isArray(value) ? this.list(value) : this.record(value);
  }

  private list(list: readonly unknown[]): unknown[] {
    const copy: unknown[] = [];
    for (let index = 0; index < list.length; index++) {
      if (this.isCut) break;
      copy.push(this.read(list, index) ?? null);
    }
    return copy;
  }

  private record(record: object): PlainRecord {
    const copy: PlainRecord = {};
    // Quicker than Object.keys, on the hot path; what is inherited is left out where there can be any.
    const inherits = Object.getPrototypeOf(record) !== Object.prototype;
    for (const key in record) {
      if (this.isCut) break;
      if (inherits && !Object.hasOwn(record, key)) continue;
      const value = this.read(record, key);
      if (key === '__proto__') Object.defineProperty(copy, key, { value, enumerable: true, writable: true });
      else copy[key] = value;
    }
    return copy;
  }

  private read(holder: object, key: string | number): unknown {
    try {
      return this.describe((holder as Record<string | number, unknown>)[key]);
    } catch (error) {
      return unreadable(error);
    }
  }
}

/** What the object says of itself, once, as `JSON.stringify` asks it; else the object. */
function toJson(object: object): unknown {
  const { toJSON } = object as { toJSON?: unknown };
  return typeof toJSON === 'function' ? (Reflect.apply(toJSON, object, ['']) as unknown) : object;
}

const unreadable = (error: unknown): string => `[Unreadable: ${reasonOf(error)}]`;

function nameOf(fn: { name: unknown }): string {
  try {
    return typeof fn.name === 'string' && fn.name !== '' ? `[Function ${fn.name}]` : '[Function]';
  } catch {
    return '[Function]'; // A proxy or a static getter that throws.
  }
}
