import {
  type GenerationConfig,
  type RetrievalConfig,
  type SpanConfig,
  type ToolCallConfig,
  type TraceConfig,
} from '../entities/configs.js';
import {
  type ElementOptions,
  type GenerationOptions,
  type ToolCallOptions,
  type TraceOptions,
} from './element-options.js';

/** The decorators' options for which a function call has a use. */
type Common<R> = Pick<
  ElementOptions<[], R>,
  'evaluators' | 'variables' | 'captureInput' | 'captureOutput' | 'input' | 'output'
>;

/** `R`: what the function gives, a promise's value rather than the promise. */
export type WithTrace<R> = Omit<TraceConfig, 'endTimestamp'> & Common<R> & Pick<TraceOptions<[], R>, 'root'>;
/** What `withSpan` takes. */
export type WithSpan<R> = Omit<SpanConfig, 'endTimestamp'> & Common<R>;
/** What `withGeneration` takes. */
export type WithGeneration<R> = Omit<GenerationConfig, 'endTimestamp'> &
  Common<R> &
  Pick<GenerationOptions<[], R>, 'cost' | 'parse' | 'expect'>;
/** What `withRetrieval` takes. */
export type WithRetrieval<R> = Omit<RetrievalConfig, 'endTimestamp'> & Common<R>;
/** What `withToolCall` takes. */
export type WithToolCall<R> = Omit<ToolCallConfig, 'endTimestamp' | 'args'> &
  Common<R> &
  Pick<ToolCallOptions<[], R>, 'args'>;
