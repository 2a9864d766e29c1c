import { type MaximGeneration } from '../entities/generation.js';
import { type MaximRetrieval } from '../entities/retrieval.js';
import { type MaximSpan } from '../entities/span.js';
import { type MaximToolCall } from '../entities/tool-call.js';
import { type MaximTrace } from '../entities/trace.js';
import { UnitTrace } from '../entities/unit-trace.js';
import { ownerOf } from '../context/apps.js';
import { currentScope } from '../context/current.js';
import { type ScopeOwner } from '../context/scope.js';
import { isWalking } from '../protocol/plain/walk.js';
import {
  type GenerationOptions,
  type RetrievalOptions,
  type SpanOptions,
  type ToolCallOptions,
  type TraceOptions,
} from './element-options.js';

/** The element that each kind of recording opens. A trace inside another is a span. */
export interface Elements {
  trace: MaximTrace | MaximSpan;
  span: MaximSpan;
  generation: MaximGeneration;
  retrieval: MaximRetrieval;
  toolCall: MaximToolCall;
}
export type Kind = keyof Elements;

/** A kind as the names of decorators and of `with…` methods have it: `ToolCall`. */
export const titleOf = (kind: Kind): string => kind.charAt(0).toUpperCase() + kind.slice(1);

/** What each kind may be told. `never`: which arguments a function takes is its decorator's affair. */
export interface Options {
  trace: TraceOptions<never, never>;
  span: SpanOptions<never, never>;
  generation: GenerationOptions<never, never>;
  retrieval: RetrievalOptions<never, never>;
  toolCall: ToolCallOptions<never, never>;
}

/** One call that is to be recorded. */
export interface Recording<K extends Kind, T> {
  readonly kind: K;
  /** Its name where the options give none. */
  readonly name: string;
  readonly options: Options[K];
  /** The call's arguments; undefined where there are none to log. */
  readonly args?: readonly unknown[];
  /** When it began, where that is not now. */
  readonly startTimestamp?: Date;
  /** It is an async function: what it gives is a promise, and never cold. */
  readonly isAsync: boolean;
  readonly call: (element: Elements[K]) => T;
}

/** Records calls; every copy of this package can ask the logger of a scope for it. */
export interface Recorder extends ScopeOwner {
  record<K extends Kind, T>(recording: Recording<K, T>): T;
}

const isRecorder = (owner: ScopeOwner): owner is Recorder => 'record' in owner && typeof owner.record === 'function';

/**
 * The recorder that a method's call belongs to; undefined where none is enabled, and where the call is our own doing:
 * while a value is read, for the log, what it runs is no work of the app's.
 *
 * @param name that of the logger which its options name
 */
export function recorderOf(instance: unknown, name?: string): Recorder | undefined {
  const nearest = ownerOf(instance);
  if (!nearest?.enabled || isWalking()) return undefined;
  const owner = name === undefined ? nearest : namedBeside(nearest, name);
  return isRecorder(owner) ? owner : undefined;
}

/** The logger of that name, unless the call is inside a trace of another: one trace is not in two repositories. */
function namedBeside(owner: ScopeOwner, name: string): ScopeOwner {
  const named = owner.named(name);
  if (named === owner) return owner;
  const trace = currentScope()?.trace;
  const isFree = trace === undefined || (trace instanceof UnitTrace && trace.isWaiting);
  if (named && isFree) return named;
  owner.reporter.report(
    'warn',
    `logger ${name} ${named ? 'ignored' : 'unknown'}`,
    named ? ignored(name) : unknown(name),
  );
  return owner;
}

const ignored = (name: string): string =>
  `A method that names the logger "${name}" was called inside the trace of another logger, and is logged there. ` +
  `Call it outside of that trace, or leave the option "logger" out.`;

const unknown = (name: string): string =>
  `A method names the logger "${name}", which there is none of; it is logged by the app's own. ` +
  `Import MaximModule.forFeature({ name: '${name}', repositoryId }).`;
