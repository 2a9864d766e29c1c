import { retainedIfAsked } from '../context/retain.js';
import { type Scope } from '../context/scope.js';
import { type ElementConfig } from '../entities/configs.js';
import { type Companion, type MaximElement } from '../entities/element.js';
import { type EntityHost } from '../entities/host.js';
import { type MaximSpan } from '../entities/span.js';
import { type MaximTrace, openTrace } from '../entities/trace.js';
import { type Opening } from './opening.js';
import { type Kind } from './recorder.js';

/** Where a new element goes. */
export interface Place {
  readonly trace: MaximTrace;
  readonly parent: MaximTrace | MaximSpan;
  /** The element it runs in, where that cannot be its parent. */
  readonly leafId?: string;
  /** What the elements inside it see of those around it. */
  readonly around: Pick<Scope, 'span' | 'generation' | 'calling' | 'method'>;
  /** The trace was opened for this element alone, and ends with it. */
  readonly implicit: boolean;
}

/** Inside a scope: its parent. Outside: a trace made for the element, with its name and start. */
export function placeFor(host: EntityHost, scope: Scope | undefined, config: ElementConfig): Place {
  if (scope) {
    const { trace, parent, leaf, span, generation, calling, method } = scope;
    const around = { span, generation, calling, method };
    return { trace, parent, around, implicit: false, ...(leaf && { leafId: leaf.id }) };
  }
  const { name, startTimestamp } = config;
  const opened = openTrace(host, { ...(name && { name }), ...(startTimestamp && { startTimestamp }) });
  const trace = retainedIfAsked(opened);
  return { trace, parent: trace, around: {}, implicit: true };
}

/** What an element says of where it is: the one it runs in, where that cannot be its parent. */
export const placed = <C extends ElementConfig>(config: C, { leafId }: Place): C =>
  leafId === undefined ? config : { ...config, tags: { ...config.tags, parentId: leafId } };

/**
 * Lets a trace that was made for an element show its input and what it gave, and end with it, as it did.
 *
 * @param textOf reads what it gave
 */
export function accompany(
  place: Place,
  element: MaximElement,
  input: unknown,
  textOf: (output: unknown) => unknown = (output) => output,
): void {
  if (!place.implicit) return;
  const { trace } = place;
  const companion: Companion = {
    input(shown) {
      trace.write('update', { input: shown });
    },
    end(endTimestamp, output, outcome) {
      if (trace.ended) return;
      if (output !== undefined) trace.write('update', { output: textOf(output) });
      if (outcome) trace.markAs(outcome);
      trace.finish({ endTimestamp });
    },
  };
  element.companion = companion;
  if (input !== undefined) companion.input(input);
}

/** The scope inside an element. */
export function scopeIn(
  { owner, call }: Pick<Opening<Kind>, 'owner' | 'call'>,
  place: Place,
  inner: Partial<Scope>,
): Scope {
  const { trace, parent, around } = place;
  return { owner, trace, parent, ...around, method: call.method ?? around.method, ...inner };
}
