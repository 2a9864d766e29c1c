import { withoutSchema } from './field-info.js';
import { type Manner, type WalkOptions } from './manner.js';
import { nameJson, quote, quoteJson } from './quote.js';
import { shown } from './shown.js';
import { classText, standIn } from './stand-in.js';
import { reasonOf } from './thrown.js';

/** Levels down to which a value is followed. */
const MAX_DEPTH = 100;
/** What a value takes of the budget, besides its text: at most twice what its JSON takes. */
const VALUE_COST = 4;
/** Of a text so much is always kept: roles, ids and finish reasons. It counts as part of the structure. */
const SHORT_TEXT = 64;

/** What a value was written as. */
export type Written = 'list' | 'record' | 'other';

let walks = 0;

/** Whether the running code is the app's, called for what it has to show: a `toJSON` or a getter. */
export const isWalking = (): boolean => walks > 0;

/** Writes values as JSON, one after the other: each member is read once, and what JSON cannot carry is described. */
export class Walk {
  /** A value was larger than its budget; what came last is missing. */
  isCut = false;
  /** What the last value was written as: to look at its JSON would make one text of all its pieces, which takes time. */
  written: Written = 'other';
  private readonly above: object[] = [];
  private manner: Manner = { budget: 0 };
  /** For structure. */
  private left = 0;
  /** For texts, all together: so much that the last are as long as the first where none is very long. */
  private leftForTexts = 0;

  constructor(private readonly options: WalkOptions) {}

  /** JSON of a member of an object; undefined where JSON has no place for it. Total. */
  write(holder: object, key: string, manner: Manner): string | undefined {
    this.manner = manner;
    this.left = manner.budget;
    this.leftForTexts = 2 * manner.budget;
    this.written = 'other';
    walks++;
    try {
      return this.member(holder, key);
    } finally {
      walks--;
    }
  }

  private member(holder: object, key: string | number): string | undefined {
    try {
      return this.json((holder as Record<string | number, unknown>)[key]);
    } catch (error) {
      return this.unreadable(error);
    }
  }

  private json(value: unknown): string | undefined {
    this.left -= VALUE_COST;
    switch (typeof value) {
      case 'string':
        return this.text(value);
      case 'object':
        return value === null ? 'null' : this.object(value);
      case 'number':
        return Number.isFinite(value) ? (this.manner.censor?.number(value) ?? String(value)) : 'null';
      case 'boolean':
        return value ? 'true' : 'false';
      case 'bigint':
      case 'symbol':
        return this.quote(String(value));
      case 'function':
        return this.quote(nameOf(value));
      default:
        return undefined;
    }
  }

  /** None takes more than half of what is left, so that there is room for those that follow. */
  private text(text: string): string {
    if (text.length <= SHORT_TEXT) {
      this.left -= text.length;
      return this.quote(text);
    }
    const room = Math.floor(Math.max(Math.min(this.leftForTexts / 2, this.manner.budget), SHORT_TEXT));
    this.left -= SHORT_TEXT;
    this.leftForTexts -= Math.min(text.length, room) - SHORT_TEXT;
    if (text.length <= room) return this.quote(text);
    this.isCut = true;
    return this.quote(text.slice(0, room));
  }

  private quote(text: string): string {
    const { censor } = this.manner;
    return quote(censor === undefined ? text : censor.text(text));
  }

  private unreadable(error: unknown): string {
    return this.quote(`[Unreadable: ${reasonOf(error)}]`);
  }

  private object(value: object): string | undefined {
    if (this.above.includes(value)) return this.quote('[Circular]');
    if (this.above.length >= MAX_DEPTH) return this.quote(`[Deeper than ${MAX_DEPTH} levels]`);
    this.above.push(value);
    try {
      return this.open(value);
    } catch (error) {
      return this.unreadable(error);
    } finally {
      this.above.pop();
    }
  }

  private open(value: object): string | undefined {
    if (Array.isArray(value)) return this.list(value);
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype === Object.prototype) return this.members(toJson(withoutSchema(value)));
    if (this.options.isOpaque?.(value)) return this.json(classText(value));
    const other = standIn(value, this.options.captureStack ?? true, this.left / VALUE_COST);
    if (typeof other !== 'object' || other === null) return this.json(other);
    return this.members(other === value ? toJson(shown(value)) : other);
  }

  /** Of an object that stands for one that is being written already. */
  private members(value: unknown): string | undefined {
    if (typeof value !== 'object' || value === null) return this.json(value);
    return Array.isArray(value) ? this.list(value) : this.record(value);
  }

  private isFull(): boolean {
    if (this.left >= 0) return false;
    return (this.isCut = true);
  }

  private list(list: readonly unknown[]): string {
    const { censor, textsIn } = this.manner;
    const isWhole = this.above.length === 1;
    const asTexts = isWhole && textsIn === 'list';
    let json = '[';
    let before = '';
    for (let index = 0; index < list.length; index++) {
      if (this.isFull()) break;
      let item = this.member(list, index) ?? 'null';
      if (censor !== undefined) item = censor.named(before, item, index);
      before = item;
      if (index > 0) json += ',';
      json += asTexts ? quoteJson(item) : item;
    }
    if (isWhole) this.written = 'list';
    return json + ']';
  }

  private record(record: object): string {
    const { censor, textsIn } = this.manner;
    const isWhole = this.above.length === 1;
    const asTexts = isWhole && textsIn === 'record';
    // Quicker than Object.keys, on the hot path; what is inherited is left out where there can be any.
    const inherits = Object.getPrototypeOf(record) !== Object.prototype;
    let json = '';
    for (const key in record) {
      if (this.isFull()) break;
      if (inherits && !Object.hasOwn(record, key)) continue;
      this.left -= key.length;
      const value = this.member(record, key);
      if (value === undefined) continue;
      const seen = censor === undefined ? value : censor.member(key, value, record);
      const name = censor === undefined ? nameJson(key) : censor.name(key);
      json += (json === '' ? '{' : ',') + name + (asTexts ? quoteJson(seen) : seen);
    }
    if (isWhole) this.written = 'record';
    return json === '' ? '{}' : json + '}';
  }
}

/** What the object says of itself, once, as `JSON.stringify` asks it; else the object. */
function toJson(object: object): unknown {
  const { toJSON } = object as { toJSON?: unknown };
  return typeof toJSON === 'function' ? (Reflect.apply(toJSON, object, ['']) as unknown) : object;
}

function nameOf(fn: { name: unknown }): string {
  try {
    return typeof fn.name === 'string' && fn.name !== '' ? `[Function ${fn.name}]` : '[Function]';
  } catch {
    return '[Function]'; // A proxy or a static getter that throws.
  }
}
