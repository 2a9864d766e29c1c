import { type ParsedRequest } from '../parsers/parser.js';
import { type GenerationError, type GenerationResult } from '../protocol/result.js';
import { type RecognisedCall } from './recognise.js';

/** One request to an LLM and what came of it. A call that is tried again makes several. */
export interface CapturedCall {
  readonly recognised: RecognisedCall;
  /** The provider's true name, which Maxim may not list. */
  readonly provider: string;
  /** That of the response, else of the request, else of the path. */
  readonly model?: string;
  /** Absent where the body could not be read, or was never sent. */
  readonly request?: ParsedRequest;
  /** What arrived, complete or not. */
  readonly result?: GenerationResult;
  readonly outcome: 'ok' | 'error' | 'cancelled' | 'unfinished';
  /** Present where the outcome is `error`. */
  readonly error?: GenerationError;
  /** Present where it was cancelled and that may have been its library's own timeout. */
  readonly timeout?: 'likely' | 'maybe';
  /** The HTTP status; absent where no response came. */
  readonly status?: number;
  readonly startedAt: Date;
  readonly endedAt: Date;
  /** The same on the clock of `performance.now()`. */
  readonly start: number;
  readonly end: number;
  /** When the pieces of the model's output came, on that clock; absent where all came at once, or not all are known. */
  readonly pieces?: readonly number[];
  /** Ms from the start to the first output of the model, where it was streamed. */
  readonly firstTokenMs?: number;
  /** Ms from there to the end. */
  readonly streamedMs?: number;
  /** What is left of the provider's limits, by header; `retry-after` in seconds. */
  readonly limits: Readonly<Record<string, number>>;
  /** The response came in an encoding that this Node cannot undo. */
  readonly isOpaque: boolean;
  /** More came than is kept of a response: what is told is its beginning. */
  readonly isTruncated: boolean;
  readonly attempt: Attempt;
}

/** Each time that a call was tried, the first one first. */
export type TriedCalls = readonly [first: CapturedCall, ...rest: CapturedCall[]];

/** What tells that calls are tries of the same one. */
export interface Attempt {
  /** How many came before it, where the library says so. */
  readonly retries?: number;
  /** The library will not try again, whatever comes of it. */
  readonly isLast?: boolean;
  /** What the response says of whether to try again, where it does. */
  readonly isAsked?: boolean;
  /** The library's own id of the call, the same in all tries. */
  readonly callId?: string;
  /** Others may have the same digest: of its body no more is known than its size. */
  readonly isVague?: boolean;
  /** Of address and body; reckoned when it is asked for, which is seldom. */
  digest(): string;
}
