import { type Scope } from '../context/scope.js';
import { type ElementConfig } from '../entities/configs.js';
import { type Companion, type MaximElement } from '../entities/element.js';
import { type Given } from '../entities/fields.js';
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
  readonly leafId: string | undefined;
  /** The scope it is opened in. */
  readonly around: Scope | undefined;
  /** The trace was opened for this element alone, and ends with it. */
  readonly implicit: boolean;
}

/** Inside a scope: its parent. Outside: a trace made for the element, with its name and start. */
export function placeFor(host: EntityHost, scope: Scope | undefined, config: Given<ElementConfig>): Place {
  if (scope) {
    const { trace, parent, leaf } = scope;
    return { trace, parent, around: scope, implicit: false, leafId: leaf?.id };
  }
  const { name, startTimestamp } = config;
  const trace = openTrace(host, { name, startTimestamp });
  return { trace, parent: trace, around: undefined, implicit: true, leafId: undefined };
}

/** What an element says of where it is: the one it runs in, where that cannot be its parent. */
export const placed = <C extends Given<ElementConfig>>(config: C, { leafId }: Place): C =>
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

/** The scope inside an element, but for what the element itself is in it. */
export function scopeIn({ owner, call, unit }: Pick<Opening<Kind>, 'owner' | 'call' | 'unit'>, place: Place): Scope {
  const { trace, parent, around } = place;
  return {
    owner,
    trace,
    unit,
    parent,
    leaf: undefined,
    span: around?.span,
    generation: around?.generation,
    calling: around?.calling,
    counting: around?.counting,
    method: call.method ?? around?.method,
  };
}
