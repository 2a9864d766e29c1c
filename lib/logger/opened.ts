import { type Scope } from '../context/scope.js';
import { type ParsedResult } from '../parsers/parser.js';
import { type Failure } from '../faults/failure.js';
import { type Overtime } from '../protocol/overtime.js';

/** What a call gave. */
export interface Outcome {
  readonly value: unknown;
  /** The same, where a parser put it together from a stream's chunks. */
  readonly parsed?: ParsedResult;
  /** It did not fit: more had come. */
  readonly truncated?: boolean;
  /** Ms from the call to the first piece of a stream that carried output. */
  readonly firstTokenMs?: number;
  /** Ms from there to the stream's end. */
  readonly streamedMs?: number;
  /** How the call went on after its client had gone. */
  readonly overtime?: Overtime | undefined;
}

/** Whether an error has yet to be told. */
export interface News {
  /** False where it was recorded already, further inside. */
  readonly isNew: boolean;
  /** Tells it where it is new: at once, or when a call that may be the one which failed has proved not to be. */
  readonly tell: (write: () => void) => void;
}

/** One open element of a recorded call: what runs inside it sees, and how each of its endings is written. */
export interface Opened<Element> {
  readonly element: Element;
  /** The element was there before the call, and ends without it. */
  readonly isBorrowed?: boolean;
  readonly scope: Scope;
  ok(outcome: Outcome): void;
  fail(failure: Failure, news: News): void;
  /** @param outcome what had arrived */
  cancel(outcome: Outcome): void;
  /** There is nothing to write: the called function has ended the element by itself. */
  pass?(): void;
  /** Nothing may come of it. */
  suspend?(): void;
  /** Something does, after all. */
  resume?(): void;
}
