import { shown } from './shown.js';
import { classText, standIn } from './stand-in.js';
import { reasonOf } from './thrown.js';

/** Levels down to which a value is followed. */
const MAX_DEPTH = 100;
/** What a value takes of the budget, besides its text: at most twice what its JSON takes. */
const VALUE_COST = 4;
/** Of a text so much is always kept: roles, ids and finish reasons. It counts as part of the structure. */
const SHORT_TEXT = 64;
/** Twice the longest field: whatever is cut for it would be cut anyway. */
const DEFAULT_BUDGET = 8_388_608;

export interface Snapshot {
  /** Plain JSON that nobody else holds. */
  readonly value: unknown;
  /** The value was larger than the budget; what came last is missing. */
  readonly isCut: boolean;
  /** Characters that the copy holds, to a rough count. */
  readonly size: number;
}

export interface DescribeOptions {
  /**
   * Characters that a text, and the structure around the texts, may have, to a rough count. JSON of half as many bytes
   * is never cut.
   *
   * @default 8,388,608
   */
  readonly budget?: number;
  /** Whether errors say their stack. @default true */
  readonly captureStack?: boolean;
  /** Whether an object is told by the name of its class, and not looked into. @default none is */
  readonly isOpaque?: (object: object) => boolean;
}

/**
 * A plain JSON copy of any value, described where JSON cannot carry it. Total: cycles, throwing getters and hostile
 * proxies leave a mark in their place, and the rest is kept. Each getter is read once.
 */
export function describeValue(value: unknown, options: DescribeOptions = {}): Snapshot {
  return describeMember({ value }, 'value', options, options.budget);
}

/** The same of a member of an object, where reading it may throw. */
export function describeMember(
  holder: object,
  key: string,
  { captureStack = true, isOpaque = noObject }: Omit<DescribeOptions, 'budget'>,
  budget = DEFAULT_BUDGET,
): Snapshot {
  const walk = new Walk(budget, captureStack, isOpaque);
  return { value: walk.read(holder, key), isCut: walk.isCut, size: walk.size };
}

const noObject = (): boolean => false;

class Walk {
  isCut = false;
  private readonly above: object[] = [];
  /** For structure. */
  private left: number;
  /** For texts, all together: so much that the last are as long as the first where none is very long. */
  private leftForTexts: number;

  constructor(
    private readonly budget: number,
    private readonly withStack: boolean,
    private readonly isOpaque: (object: object) => boolean,
  ) {
    this.left = budget;
    this.leftForTexts = 2 * budget;
  }

  get size(): number {
    return 3 * this.budget - this.left - this.leftForTexts;
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

  /** None takes more than half of what is left, so that there is room for those that follow. */
  private text(text: string): string {
    if (text.length <= SHORT_TEXT) {
      this.left -= text.length;
      return text;
    }
    const room = Math.floor(Math.max(Math.min(this.leftForTexts / 2, this.budget), SHORT_TEXT));
    this.left -= SHORT_TEXT;
    this.leftForTexts -= Math.min(text.length, room) - SHORT_TEXT;
    if (text.length <= room) return text;
    this.isCut = true;
    return text.slice(0, room);
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
    if (prototype === Object.prototype) return this.members(toJson(value));
    if (this.isOpaque(value)) return this.describe(classText(value));
    const other = standIn(value, this.withStack, this.left / VALUE_COST);
    if (typeof other !== 'object' || other === null) return this.describe(other);
    return this.members(other === value ? toJson(shown(value)) : other);
  }

  /** Of an object that stands for one that is being described already. */
  private members(value: unknown): unknown {
    if (typeof value !== 'object' || value === null) return this.describe(value);
    return Array.isArray(value) ? this.list(value) : this.record(value);
  }

  private isFull(): boolean {
    if (this.left >= 0) return false;
    return (this.isCut = true);
  }

  private list(list: readonly unknown[]): unknown[] {
    const copy: unknown[] = [];
    for (let index = 0; index < list.length; index++) {
      if (this.isFull()) break;
      copy.push(this.read(list, index) ?? null);
    }
    return copy;
  }

  private record(record: object): Record<string, unknown> {
    const copy: Record<string, unknown> = {};
    // Quicker than Object.keys, on the hot path; what is inherited is left out where there can be any.
    const inherits = Object.getPrototypeOf(record) !== Object.prototype;
    for (const key in record) {
      if (this.isFull()) break;
      if (inherits && !Object.hasOwn(record, key)) continue;
      this.left -= key.length;
      const value = this.read(record, key);
      if (key === '__proto__') Object.defineProperty(copy, key, { value, enumerable: true, writable: true });
      else copy[key] = value;
    }
    return copy;
  }

  read(holder: object, key: string | number): unknown {
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
