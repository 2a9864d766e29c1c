import { type NodeStatus, type TraceNode, type TreeNode } from '../protocol/tree/node.js';
import { Refusal } from './refusal.js';

const STATUSES: readonly NodeStatus[] = ['ok', 'error', 'cancelled', 'unfinished', 'open'];
const MAX_LIMIT = 1_000;
const DEFAULT_LIMIT = 50;

/** Which traces are asked for. */
export interface TraceQuery {
  readonly limit: number;
  /** The last trace of the page before. */
  readonly after: Position | undefined;
  /** A text that stands anywhere in the tree, whatever its case. */
  readonly q: string | undefined;
  readonly session: string | undefined;
  readonly status: NodeStatus | undefined;
  /** The model of one of its generations. */
  readonly model: string | undefined;
}

/** A trace's place in the list. */
interface Position {
  /** Its start in ms of the epoch. */
  readonly start: number;
  readonly id: string;
}

/** A page of the list. */
export interface TracePage {
  readonly traces: TraceNode[];
  /** What asks for the next page; absent on the last. */
  readonly nextCursor?: string;
}

/** @throws Refusal 400, naming the parameter */
export function readQuery(given: URLSearchParams): TraceQuery {
  const value = (name: string): string | undefined => given.get(name) || undefined;
  const status = value('status');
  return {
    limit: readLimit(given.get('limit')),
    after: readCursor(value('cursor')),
    q: value('q')?.toLowerCase(),
    session: value('session'),
    status: status === undefined ? undefined : readStatus(status),
    model: value('model'),
  };
}

/** @param traces newest first */
export function pageOf(traces: readonly TraceNode[], query: TraceQuery): TracePage {
  const page: TraceNode[] = [];
  for (const trace of traces) {
    if (!isAfter(trace, query.after) || !matches(trace, query)) continue;
    const last = page.at(-1);
    if (page.length === query.limit && last) return { traces: page, nextCursor: cursorOf(last) };
    page.push(trace);
  }
  return { traces: page };
}

function matches(trace: TraceNode, { q, session, status, model }: TraceQuery): boolean {
  return (
    (session === undefined || trace.sessionId === session) &&
    (status === undefined || trace.status === status) &&
    (model === undefined || hasModel(trace, model)) &&
    (q === undefined || holds(trace, q))
  );
}

const hasModel = (node: TreeNode, model: string): boolean =>
  (node.type === 'generation' && node.model === model) || node.children.some((child) => hasModel(child, model));

/** Whether a text stands anywhere in a value; keys do not count. */
function holds(value: unknown, text: string): boolean {
  const waiting = [value];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (typeof next === 'string' && next.toLowerCase().includes(text)) return true;
    if (typeof next === 'object' && next !== null) for (const inner of Object.values(next)) waiting.push(inner);
  }
  return false;
}

const positionOf = ({ startTimestamp, id }: TraceNode): Position => ({ start: Date.parse(startTimestamp), id });

function isAfter(trace: TraceNode, after: Position | undefined): boolean {
  if (!after) return true;
  const { start, id } = positionOf(trace);
  return start < after.start || (start === after.start && id < after.id);
}

const cursorOf = (trace: TraceNode): string => {
  const { start, id } = positionOf(trace);
  return Buffer.from(`${start} ${id}`).toString('base64url');
};

function readCursor(cursor: string | undefined): Position | undefined {
  if (cursor === undefined) return undefined;
  const [, start, id] = /^(-?\d+) (\S+)$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (start === undefined || id === undefined) {
    throw new Refusal(400, 'cursor is not one of this collector. Give the nextCursor of a page, or leave it out.');
  }
  return { start: Number(start), id };
}

function readLimit(limit: string | null): number {
  if (limit === null) return DEFAULT_LIMIT;
  const number = /^\d{1,4}$/.test(limit) ? Number(limit) : 0;
  if (number >= 1 && number <= MAX_LIMIT) return number;
  throw new Refusal(400, `limit is ${JSON.stringify(limit)}. Give a whole number from 1 to ${MAX_LIMIT}.`);
}

function readStatus(status: string): NodeStatus {
  const known = STATUSES.find((one) => one === status);
  if (known) return known;
  throw new Refusal(400, `status is ${JSON.stringify(status)}. Give one of ${STATUSES.join(', ')}.`);
}
