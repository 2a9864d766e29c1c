import { errorBody } from '../parsers/error-body.js';
import { type ParsedResult } from '../parsers/parser.js';
import { fields, isFields } from '../parsers/shape.js';
import { type GenerationError } from '../protocol/result.js';
import { type Said } from './ending.js';

/** What a model's response said. */
export interface Answer extends Said {
  readonly parsed?: ParsedResult;
  readonly isOpaque: boolean;
  /** When its pieces of output came, on the clock of `performance.now()`; absent where there were none. */
  readonly pieces?: readonly number[];
  /** What it tells of an error is not as the API's provider tells it. */
  readonly isForeign?: boolean;
}

/** @param told of an error beside what was parsed; one that came inside an answer which began well is found there */
export function answerOf(
  parsed: ParsedResult | undefined,
  told: GenerationError | undefined,
  isComplete: boolean,
): Answer {
  const error = told ?? errorIn(parsed);
  return { ...(parsed && { parsed }), ...(error && { error }), isComplete, isOpaque: false };
}

function errorIn(parsed: ParsedResult | undefined): GenerationError | undefined {
  const error = fields(parsed?.result)['error'];
  return isFields(error) ? (errorBody({ error }) ?? { message: 'unknown' }) : undefined;
}
