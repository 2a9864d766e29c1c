import { type DecodedLine } from '../decode.js';
import { ACTIONS } from '../line.js';
import { Element, isWithin, rootOf, within } from './element.js';
import { text } from './fields.js';
import { compareStarts } from './nest.js';
import { type NodeType, type SessionNode, type TraceNode } from './node.js';
import { sessionView, traceView } from './view.js';

const TYPES = ['session', 'trace', 'span', 'generation', 'retrieval', 'tool_call'] as const satisfies NodeType[];
const typeOf = (entity: string): NodeType | undefined => TYPES.find((type) => type === entity);

const KNOWN: ReadonlySet<string> = new Set(ACTIONS);
const ADDED: ReadonlyMap<string, NodeType> = new Map([
  ['add-span', 'span'],
  ['add-generation', 'generation'],
  ['add-retrieval', 'retrieval'],
  ['add-tool-call', 'tool_call'],
]);

/**
 * Folds lines into trees, whatever the order in which they come and the requests that bring them.
 *
 * A line that came before counts once. Where one value is written twice, the last to arrive wins; messages of an
 * `update` are appended. An element whose parent is not yet known waits until a line names it. A line that would put an
 * element below itself leaves it where it is. An element is known by its type and id: a line that adds it elsewhere
 * moves it there.
 */
export class Fold {
  /** In the order in which they were first heard of. */
  private readonly elements = new Map<string, Element>();
  private readonly views = new WeakMap<Element, TraceNode>();
  private readonly counts = new Map<NodeType, number>();
  private bytes = 0;

  /**
   * @param clock the time at which a line arrives; it stands in for a start that no line has told
   * @param orderOf what an element is ordered by among those that start in the same ms, asked when it is first heard of
   */
  constructor(
    private readonly clock: () => Date = () => new Date(),
    private readonly orderOf: (id: string) => string = (id) => id,
  ) {}

  /** About the bytes that all elements take in memory. */
  get size(): number {
    return this.bytes;
  }

  /**
   * Takes one line. What a newer protocol may say is passed over, and so are the lines of `storage`.
   *
   * @returns the ids of the traces that it changed
   */
  add(line: DecodedLine): ReadonlySet<string> {
    const changed = new Set<string>();
    const type = typeOf(line.entity);
    if (type === undefined || !KNOWN.has(line.action)) return changed;
    const element = this.element(type, line.id);
    const before = element.size;
    if (!element.hear(line)) return changed;
    this.bytes += element.size - before;
    const added = ADDED.get(line.action);
    if (added === undefined) element.take(line);
    else this.addChild(element, added, line.data, changed);
    this.touch(element, changed);
    return changed;
  }

  /** All traces, newest first. */
  traces(): TraceNode[] {
    const traces = [...this.elements.values()].filter(({ type }) => type === 'trace');
    return traces.sort((a, b) => compareStarts(b, a)).map((trace) => this.view(trace));
  }

  trace(id: string): TraceNode | undefined {
    const trace = this.elements.get(keyOf('trace', id));
    return trace && this.view(trace);
  }

  /** A session with its traces; it need not have been created, if only a trace names it. */
  session(id: string): SessionNode | undefined {
    const traces = this.traces().filter(({ sessionId }) => sessionId === id);
    const session = this.elements.get(keyOf('session', id));
    const [first] = traces.slice(-1);
    if (session) return sessionView(session, traces);
    return first && sessionView(new Element('session', id, first.startTimestamp), traces);
  }

  /** How many sessions `session()` finds: those with lines of their own, and those that only a trace names. */
  countSessions(): number {
    const ids = new Set<string>();
    for (const { type, id, fields } of this.elements.values()) {
      const sessionId = type === 'session' ? id : type === 'trace' ? text(fields.get('sessionId')) : undefined;
      if (sessionId) ids.add(sessionId);
    }
    return ids.size;
  }

  /** How many elements of a type are known. */
  count(type: NodeType): number {
    return this.counts.get(type) ?? 0;
  }

  /**
   * Forgets the trace that was first heard of longest ago with all below it (or the session, or the elements that still
   * wait for a parent).
   *
   * @returns its id; undefined where there is nothing left
   */
  forgetOldest(): string | undefined {
    for (const oldest of this.elements.values()) {
      const root = rootOf(oldest);
      for (const element of within(root)) this.forget(element);
      return root.id;
    }
    return undefined;
  }

  private element(type: NodeType, id: string): Element {
    const known = this.elements.get(keyOf(type, id));
    if (known) return known;
    const ownId = detached(id);
    const element = new Element(type, ownId, this.clock().toISOString(), this.orderOf(ownId));
    this.elements.set(keyOf(type, id), element);
    this.counts.set(type, this.count(type) + 1);
    this.bytes += element.size;
    return element;
  }

  private forget({ type, id, size }: Element): void {
    this.elements.delete(keyOf(type, id));
    this.counts.set(type, this.count(type) - 1);
    this.bytes -= size;
  }

  private addChild(parent: Element, type: NodeType, data: DecodedLine['data'], changed: Set<string>): void {
    if (typeof data['id'] !== 'string') return;
    const child = this.element(type, data['id']);
    child.open(data);
    this.touch(child, changed);
    if (isWithin(parent, child)) return;
    child.parent?.children.delete(child);
    child.parent = parent;
    parent.children.add(child);
  }

  private touch(element: Element, changed: Set<string>): void {
    const root = rootOf(element);
    this.views.delete(root);
    if (root.type === 'trace') changed.add(root.id);
  }

  private view(trace: Element): TraceNode {
    const view = this.views.get(trace) ?? traceView(trace);
    this.views.set(trace, view);
    return view;
  }
}

/** A copy: V8 keeps the whole body alive for a piece that was cut out of it. */
const detached = (id: string): string => Array.from(id).join('');

const keyOf = (type: NodeType, id: string): string => `${type} ${id}`;
