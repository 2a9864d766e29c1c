import { errorOf, eventOf } from './belongings.js';
import { buildNode, buildSession, buildTrace, type Surroundings, surroundings } from './build-node.js';
import { type Element, within } from './element.js';
import { type Fields, texts } from './fields.js';
import { nest } from './nest.js';
import { type SessionNode, type TraceNode } from './node.js';

/**
 * A trace with all below it, as it stands now. An error or event whose tag `elementId` names another element of the
 * trace is that one's.
 */
export function traceView(trace: Element): TraceNode {
  const elements = new Map(Array.from(within(trace), (element) => [element.id, element]));
  const around = new Map(Array.from(within(trace), (element) => [element, surroundings(element)]));
  giveOut(elements, around);
  for (const { element, under } of nest(trace, elements)) {
    const own = around.get(element);
    if (under && own) around.get(under)?.children.push(buildNode(element, own));
  }
  const failed = [...around.values()].some(({ errors }) => errors.length > 0);
  return buildTrace(trace, around.get(trace) ?? surroundings(trace), failed);
}

/** @param traces the session's, newest first */
export function sessionView(session: Element, traces: readonly TraceNode[]): SessionNode {
  const around = new Map([[session, surroundings(session)]]);
  giveOut(new Map(), around);
  const own = around.get(session) ?? surroundings(session);
  own.children.push(...traces.toReversed());
  return buildSession(session, own);
}

/** Gives each error and event to the element it belongs to. */
function giveOut(elements: ReadonlyMap<string, Element>, around: ReadonlyMap<Element, Surroundings>): void {
  const ownerOf = (told: Fields, holder: Element): Surroundings | undefined =>
    around.get(elements.get(texts(told['tags'])['elementId'] ?? '') ?? holder);
  for (const element of around.keys()) {
    for (const error of element.errors.values()) ownerOf(error, element)?.errors.push(errorOf(error));
    for (const [id, event] of element.events) ownerOf(event, element)?.events.push(eventOf(id, event));
  }
}
