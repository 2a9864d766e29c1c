import { types } from 'node:util';
import { currentScope } from '../context/current.js';
import { type Scope } from '../context/scope.js';
import {
  type ElementConfig,
  type GenerationConfig,
  type RetrievalConfig,
  type SpanConfig,
  type ToolCallConfig,
} from '../entities/configs.js';
import { type MaximElement } from '../entities/element.js';
import { fields } from '../entities/fields.js';
import { type MaximGeneration } from '../entities/generation.js';
import { elementId } from '../entities/host.js';
import { type MaximRetrieval } from '../entities/retrieval.js';
import { MaximSession } from '../entities/session.js';
import { type MaximSpan } from '../entities/span.js';
import { type MaximToolCall } from '../entities/tool-call.js';
import { type MaximTrace } from '../entities/trace.js';
import { MaximFault } from '../faults/fault.js';
import { lastMessage } from '../parsers/last-message.js';
import { ToolCallMethods } from './by-id/tool-call.js';
import { outputText } from './kinds/generation.js';
import { accompany, placed, placeFor } from './place.js';
import { type Elements, type Kind, type Recording, titleOf } from './recorder.js';
import {
  type WithGeneration,
  type WithRetrieval,
  type WithSpan,
  type WithToolCall,
  type WithTrace,
} from './with-options.js';

/** What a logger does in the current scope: opens elements in it, runs functions as elements, and tells where it is. */
export abstract class ScopedMethods extends ToolCallMethods {
  /** Opens a span in the current scope, or in a trace of its own. */
  span(config: SpanConfig): MaximSpan {
    return this.attach(config, noInput, (parent, at) => parent.span(at));
  }

  /** Opens a generation in the current scope, or in a trace of its own. */
  generation(config: GenerationConfig): MaximGeneration {
    return this.attach(
      config,
      ({ messages }) => lastMessage(messages),
      (parent, at) => parent.generation(at),
      outputText,
    );
  }

  /** Opens a retrieval in the current scope, or in a trace of its own. */
  retrieval(config: RetrievalConfig): MaximRetrieval {
    return this.attach(config, noInput, (parent, at) => parent.retrieval(at));
  }

  /** Opens a tool call in the current scope, or in a trace of its own. */
  toolCall(config: ToolCallConfig): MaximToolCall {
    return this.attach(
      config,
      ({ args }) => args,
      (parent, at) => parent.toolCall(at),
    );
  }

  /** Runs a function as a trace; inside another, as a span of it, unless `root` is true. */
  withTrace<T>(config: WithTrace<Awaited<T>>, fn: (trace: MaximTrace | MaximSpan) => T): T {
    return this.around('trace', config, fn);
  }

  /** Runs a function as a span. */
  withSpan<T>(config: WithSpan<Awaited<T>>, fn: (span: MaximSpan) => T): T {
    return this.around('span', config, fn);
  }

  /** Runs a function as a generation; its result is read as a model's, unless the function logs one itself. */
  withGeneration<T>(config: WithGeneration<Awaited<T>>, fn: (generation: MaximGeneration) => T): T {
    return this.around('generation', config, fn);
  }

  /** Runs a function as a retrieval; its result are the documents. */
  withRetrieval<T>(config: WithRetrieval<Awaited<T>>, fn: (retrieval: MaximRetrieval) => T): T {
    return this.around('retrieval', config, fn);
  }

  /** Runs a function as a tool call. */
  withToolCall<T>(config: WithToolCall<Awaited<T>>, fn: (toolCall: MaximToolCall) => T): T {
    return this.around('toolCall', config, fn);
  }

  /** The trace of the running unit of work; undefined outside of one. */
  currentTrace(): MaximTrace | undefined {
    return this.scope()?.trace;
  }

  /** The nearest enclosing span; undefined outside of one. */
  currentSpan(): MaximSpan | undefined {
    return this.scope()?.span;
  }

  /** The nearest enclosing generation; undefined outside of one. */
  currentGeneration(): MaximGeneration | undefined {
    return this.scope()?.generation;
  }

  /** The session of the running trace; undefined where it has none. */
  currentSession(): MaximSession | undefined {
    const id = this.currentTrace()?.sessionId;
    return id === undefined ? undefined : this.sessionById(id);
  }

  /** A handle on a session, which writes nothing by itself. */
  sessionById(id: string): MaximSession {
    return new MaximSession(this.host, elementId(this.host, id));
  }

  /** @internal Records one call; the decorators' way in. */
  abstract record<K extends Kind, T>(recording: Recording<K, T>): T;

  /** The scope the caller is in, unless another app's logger opened it. */
  private scope(): Scope | undefined {
    const scope = currentScope();
    return Object.is(scope?.owner, this) ? scope : undefined;
  }

  private around<K extends Kind, T>(
    kind: K,
    config: Recording<K, T>['options'] & { startTimestamp?: Date },
    call: (element: Elements[K]) => T,
  ): T {
    if (typeof call !== 'function') throw nothingToRun(kind);
    const { startTimestamp, ...options } = fields(config);
    return this.record({
      kind,
      name: kind,
      options: options as Recording<K, T>['options'],
      call,
      isAsync: types.isAsyncFunction(call),
      ...(startTimestamp && { startTimestamp }),
    });
  }

  private attach<C extends ElementConfig, E extends MaximElement>(
    given: C,
    inputOf: (config: Partial<C>) => unknown,
    add: (parent: Scope['parent'], config: C) => E,
    textOf?: (output: unknown) => unknown,
  ): E {
    const config = fields(given) as C; // An element reads each part of its config as one that may be missing.
    const place = placeFor(this.host, this.scope(), config);
    const element = add(place.parent, placed(config, place));
    accompany(place, element, inputOf(config), textOf);
    return element;
  }
}

const noInput = (): undefined => undefined;

function nothingToRun(kind: Kind): MaximFault {
  const method = `with${titleOf(kind)}`;
  return new MaximFault('wrong-use', `${method}() has no function to run.`, `Write ${method}({ name: '…' }, () => …).`);
}
