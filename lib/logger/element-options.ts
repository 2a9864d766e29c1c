import { type ChatMessage } from '../protocol/messages.js';
import { type Cost, type GenerationResult } from '../protocol/result.js';
import { type Expectation } from './expectation.js';

/** A value, or a function of the decorated method's arguments that gives it. */
export type PerCall<T, A extends readonly unknown[]> = T | ((...args: A) => T);

/**
 * What every decorator takes. A function that throws is reported once; the call is then logged without its option.
 *
 * @typeParam A the method's arguments
 * @typeParam R what the method gives, a promise's value rather than the promise
 */
export interface ElementOptions<A extends readonly unknown[] = readonly unknown[], R = unknown> {
  /** @default `Class.method` */
  name?: PerCall<string, A>;
  /** @default a UUID of version 7 */
  id?: PerCall<string, A>;
  tags?: PerCall<Record<string, string>, A>;
  /** Values are logged as text: strings as they are, others as JSON. */
  metadata?: PerCall<Record<string, unknown>, A>;
  /** Names of Maxim's evaluators that are to judge the element. A tool call has none. */
  evaluators?: PerCall<readonly string[], A>;
  /** What the evaluators need to know, such as `input` or `context`. */
  variables?: PerCall<Record<string, string>, A>;
  /** Whether the arguments are logged. @default the module's `captureInput` */
  captureInput?: PerCall<boolean, A>;
  /** Whether the result is logged. @default the module's `captureOutput` */
  captureOutput?: PerCall<boolean, A>;
  /** Indexes of arguments that are not logged. @default none */
  omit?: readonly number[];
  /** @internal The index from which on none is logged: that of a rest parameter. */
  omitFrom?: number;
  /** What is logged in the place of the arguments. */
  input?: (...args: A) => unknown;
  /** What is logged in the place of the result. */
  output?: (result: R, ...args: A) => unknown;
  /**
   * The logger of `MaximModule.forFeature()` that records it, with what is inside it. Inside a trace of another logger
   * it has no effect. @default the one around it, else the app's own
   */
  logger?: string;
}

/** What `@Trace()` takes. */
export interface TraceOptions<A extends readonly unknown[] = readonly unknown[], R = unknown> extends ElementOptions<
  A,
  R
> {
  /** The session the trace is a turn of. */
  sessionId?: PerCall<string | undefined, A>;
  /** Always a trace of its own, even inside another. @default false */
  root?: boolean;
}

/** What `@Span()` takes. */
export type SpanOptions<A extends readonly unknown[] = readonly unknown[], R = unknown> = ElementOptions<A, R>;

/** What `@Generation()` takes. */
export interface GenerationOptions<
  A extends readonly unknown[] = readonly unknown[],
  R = unknown,
> extends ElementOptions<A, R> {
  /** @default what the request or the result tells, else 'unknown' */
  provider?: PerCall<string, A>;
  /** @default what the request or the result tells, else 'unknown' */
  model?: PerCall<string, A>;
  /** @default those of an argument that is an LLM request or a message array, or a sole string as the user's */
  messages?: PerCall<readonly ChatMessage[], A>;
  /** @default those of an argument that is an LLM request */
  modelParameters?: PerCall<Record<string, unknown>, A>;
  maximPromptId?: PerCall<string, A>;
  maximPromptVersionId?: PerCall<string, A>;
  /** In US dollars. @default what Maxim reckons from model and usage */
  cost?: Cost | ((result: R, ...args: A) => Cost | undefined);
  /** Reads a result of your own; undefined leaves it to the built-in parsers. */
  parse?: (result: R, ...args: A) => GenerationResult | undefined;
  /**
   * What the answer is held against, once the method has returned: a Standard Schema, such as zod's, or a class with
   * decorators of class-validator. The answer is the JSON of the model's text, in a fence or not, else that of the sole
   * tool call's arguments; where the method gave no model's result, what it gave. Metric `schema_valid` says 1 or 0,
   * metadata `schema_issues` why; neither is there where nothing was given, or several tools are called. What the method
   * gives stays as it is.
   */
  expect?: Expectation;
}

/** What `@Retrieval()` takes. */
export type RetrievalOptions<A extends readonly unknown[] = readonly unknown[], R = unknown> = ElementOptions<A, R>;

/** What `@ToolCall()` takes. */
export interface ToolCallOptions<A extends readonly unknown[] = readonly unknown[], R = unknown> extends ElementOptions<
  A,
  R
> {
  description?: PerCall<string, A>;
  /** The tool's arguments. @default the method's */
  args?: PerCall<object | string | number | boolean | null, A>;
}
