import { type Parser } from '../parsers/parser.js';
import { type GenerationResult } from '../protocol/result.js';
import { type Captured } from './captured-search.js';
import { type Hosts, type RecognisedCall } from './recognise.js';

/** Takes what was read of a call or a search; nothing, where it proved to be neither. */
export type TakeCaptured = (captured: Captured | undefined) => void;

/** Told when a call or a search is over, before it is read. */
export type CallListener = () => TakeCaptured;

/** What a model has said so far, read on the spot; undefined where that cannot be read, or is not yet enough. */
export type Peek = () => GenerationResult | undefined;

/** One app's share in what is captured. */
export interface CaptureSink {
  /** Whether the wire is watched for it; else it is told only of what `observeFetch` and `observeBedrock` see. */
  readonly isAutomatic: boolean;
  readonly hosts: Hosts;
  /** The app's own parsers, asked first. */
  readonly parsers: readonly Parser[];
  /**
   * Asked when a call is made, in the context of who makes it.
   *
   * @param peek reads a call that is underway, or over and not yet told of
   * @param abandon has the listener told of a call that is underway with what has come; how it goes on is not told
   * @returns undefined where the call is none of the app's
   */
  begin(call: RecognisedCall, peek: Peek, abandon: () => void): CallListener | undefined;
  /** Told of each fault of our own. */
  fault(error: unknown): void;
}
