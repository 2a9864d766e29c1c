import { createHash } from 'node:crypto';
import { type DecodedLine } from '../decode.js';
import { type Fields, fields, items, number, numbers, texts } from './fields.js';
import { type NodeType } from './node.js';

/** What an element and each of its lines take in memory beside their text, in bytes, as measured. */
const ELEMENT_BYTES = 2_000;
const LINE_BYTES = 150;

/**
 * One element and what its lines have told so far, in whatever order they came. What can be said only of a whole tree –
 * a trace's status, whose error it is, under what an element is shown – is left to the view.
 */
export class Element {
  /** The element it was added to, once a line has told. */
  parent: Element | undefined;
  readonly children = new Set<Element>();

  /** Its single values by the keys of the wire; of one that was written twice, the later. */
  readonly fields = new Map<string, unknown>();
  readonly tags = new Map<string, string>();
  readonly metadata = new Map<string, string>();
  readonly metrics = new Map<string, number>();
  readonly feedback: Fields[] = [];
  readonly evaluations: Fields[] = [];
  readonly errors = new Map<string, Fields>();
  readonly events = new Map<string, Fields>();
  readonly attachments = new Map<string, Fields>();
  /** Whether a line said that it is over, be it without a time. */
  ended = false;
  /** About the bytes it takes in memory. */
  size = ELEMENT_BYTES;

  private readonly heard = new Set<string>();
  private firstMessages: readonly unknown[] = [];
  private readonly moreMessages: unknown[] = [];

  /**
   * @param heardAt when it was first heard of, ISO 8601
   * @param order what it is ordered by among those that start in the same ms
   */
  constructor(
    readonly type: NodeType,
    readonly id: string,
    readonly heardAt: string,
    readonly order: string = id,
  ) {}

  /** Those it began with, then those that were appended, also where these came first. */
  get messages(): readonly unknown[] {
    return [...this.firstMessages, ...this.moreMessages];
  }

  /** Notes one of its lines. False where it was noted before. */
  hear(line: DecodedLine): boolean {
    const digest = digestOf(line.text);
    if (this.heard.has(digest)) return false;
    this.heard.add(digest);
    this.size += LINE_BYTES + line.text.length;
    return true;
  }

  /** Takes its first line: its own `create`, or the `add-…` of its parent. */
  open({ messages, ...data }: Fields): void {
    if (messages !== undefined) this.firstMessages = items(messages);
    this.write(data);
  }

  /** Takes one of its other lines. What a newer protocol may say is passed over. */
  take({ action, data, text }: DecodedLine): void {
    switch (action) {
      case 'create':
        return this.open(data);
      case 'update':
      case 'end':
      case 'result':
      case 'error':
      case 'add-cost':
        this.ended ||= action === 'end';
        for (const message of items(data['messages'])) this.moreMessages.push(message);
        return this.write(data);
      case 'add-feedback':
        return void this.feedback.push(data);
      case 'evaluate':
        return void this.evaluations.push(data);
      case 'add-error':
        return collect(this.errors, data, text);
      case 'add-event':
        return collect(this.events, data, text);
      case 'add-attachment':
        return collect(this.attachments, data, text);
    }
  }

  private write({ id: _id, messages: _messages, tags, metadata, metrics, ...data }: Fields): void {
    put(this.fields, data);
    put(this.tags, texts(tags));
    put(this.metadata, texts(metadata));
    put(this.metrics, metricsOf(metrics));
  }
}

function put<T>(into: Map<string, T>, values: Readonly<Record<string, T>>): void {
  for (const [key, value] of Object.entries(values)) into.set(key, value);
}

/** The element at the top of those it was added to. */
export function rootOf(element: Element): Element {
  let top = element;
  while (top.parent) top = top.parent;
  return top;
}

/** An element and all that were added below it, parents first. */
export function* within(element: Element): Iterable<Element> {
  const waiting = [element];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    yield next;
    waiting.push(...next.children);
  }
}

/** Whether an element is `other` or was added below it. */
export function isWithin(element: Element, other: Element): boolean {
  for (let up: Element | undefined = element; up; up = up.parent) if (up === other) return true;
  return false;
}

const digestOf = (text: string): string => createHash('sha256').update(text).digest('base64url');

/** An id that comes again adds to what came under it before. What has none is told apart by its line. */
function collect(into: Map<string, Fields>, data: Fields, text: string): void {
  const id = typeof data['id'] === 'string' ? data['id'] : digestOf(text);
  const before = into.get(id);
  into.set(id, {
    ...before,
    ...data,
    tags: { ...fields(before?.['tags']), ...fields(data['tags']) },
    metadata: { ...fields(before?.['metadata']), ...fields(data['metadata']) },
  });
}

/** The Python SDK sends a retrieval's or tool call's metric as `{ name, value }`. */
function metricsOf(metrics: unknown): Record<string, number> {
  const { name, value } = fields(metrics);
  return typeof name === 'string' && number(value) !== undefined ? numbers({ [name]: value }) : numbers(metrics);
}
