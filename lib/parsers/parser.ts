import { type ChatMessage } from '../protocol/messages.js';
import { type GenerationResult } from '../protocol/result.js';

/** What a request told of the call. Each part is absent where the request does not say it. */
export interface ParsedRequest {
  provider?: string;
  model?: string;
  messages?: readonly ChatMessage[];
  modelParameters?: Record<string, unknown>;
}

/** What a result told of the call. */
export interface ParsedResult {
  provider?: string;
  model?: string;
  result: GenerationResult;
}

/** Puts a stream's chunks together, one by one. */
export interface StreamMerge {
  /** Takes one chunk. True where it carried the model's own output (text, reasoning, a piece of a tool call). */
  add(chunk: unknown): boolean;
  /** What has arrived so far, complete or not; undefined where nothing of use did. */
  result(): ParsedResult | undefined;
}

/**
 * Reads one LLM API. Pure and total: an unknown or broken value gives `undefined`, never an error, and nothing that is
 * given is changed or kept alive longer than needed. One file per API.
 */
export interface Parser {
  /** The API, such as `openai-chat`. */
  readonly name: string;
  /** A request's body, as an app hands it to the library. */
  request(value: unknown): ParsedRequest | undefined;
  /** A whole result. */
  result(value: unknown): ParsedResult | undefined;
  /** Called with a stream's first chunk; gives a merge where this parser knows it (the first chunk is not yet added). */
  stream(firstChunk: unknown): StreamMerge | undefined;
}
