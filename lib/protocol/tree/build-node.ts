import { type ChatMessage } from '../messages.js';
import { type GenerationResult } from '../result.js';
import { attachmentOf, evaluationOf, feedbackOf, ownError } from './belongings.js';
import { type Element } from './element.js';
import { fields, given, isFields, text, textList, time } from './fields.js';
import {
  type GenerationNode,
  type NodeBase,
  type NodeError,
  type NodeEvent,
  type NodeStatus,
  type RetrievalNode,
  type SessionNode,
  type SpanNode,
  type ToolCallNode,
  type TraceNode,
  type TreeNode,
} from './node.js';
import { costOf, usageOf } from './usage.js';

/** What a node has from the tree around it. */
export interface Surroundings {
  readonly children: TreeNode[];
  /** Also the element's own. */
  readonly errors: NodeError[];
  readonly events: NodeEvent[];
}

export const surroundings = (element: Element): Surroundings => {
  const error = ownError(element);
  return { children: [], errors: error ? [error] : [], events: [] };
};

/** The node of an element. */
export function buildNode(element: Element, around: Surroundings): TreeNode {
  switch (element.type) {
    case 'session':
      return buildSession(element, around);
    case 'trace':
      return buildTrace(element, around, around.errors.length > 0);
    case 'span':
      return buildSpan(element, around);
    case 'generation':
      return buildGeneration(element, around);
    case 'retrieval':
      return buildRetrieval(element, around);
    case 'tool_call':
      return buildToolCall(element, around);
  }
}

export const buildSession = (element: Element, around: Surroundings): SessionNode => ({
  type: 'session',
  ...baseOf(element, around),
});

/** @param failed whether an error is in the trace, be it its own or one below it */
export function buildTrace(element: Element, around: Surroundings, failed: boolean): TraceNode {
  const told = element.fields;
  return {
    type: 'trace',
    ...baseOf(element, around, failed),
    ...given({
      sessionId: text(told.get('sessionId')),
      input: content(told.get('input')),
      output: content(told.get('output')),
    }),
  };
}

// We write a span's input and output as metadata; the Python SDK has an `update` for its input.
function buildSpan(element: Element, around: Surroundings): SpanNode {
  const { fields: told, metadata } = element;
  return {
    type: 'span',
    ...baseOf(element, around),
    ...given({
      input: content(told.get('input') ?? metadata.get('input')),
      output: content(told.get('output') ?? metadata.get('output')),
    }),
  };
}

function buildGeneration(element: Element, around: Surroundings): GenerationNode {
  const told = element.fields;
  const [result, parameters] = [told.get('result'), told.get('modelParameters')];
  return {
    type: 'generation',
    ...baseOf(element, around),
    ...given({
      provider: text(told.get('provider')),
      model: text(told.get('model')),
      modelParameters: isFields(parameters) ? parameters : undefined,
      maximPromptId: text(told.get('maximPromptId')),
      maximPromptVersionId: text(told.get('maximPromptVersionId')),
    }),
    messages: element.messages.filter(isMessage),
    ...given({
      result: isResult(result) ? result : undefined,
      usage: usageOf(result),
      cost: costOf(told.get('cost') ?? fields(result)['cost']),
      error: ownError(element),
    }),
  };
}

function buildRetrieval(element: Element, around: Surroundings): RetrievalNode {
  const told = element.fields;
  return {
    type: 'retrieval',
    ...baseOf(element, around),
    ...given({ input: content(told.get('input')), docs: textList(told.get('docs')) }),
  };
}

function buildToolCall(element: Element, around: Surroundings): ToolCallNode {
  const told = element.fields;
  return {
    type: 'tool_call',
    ...baseOf(element, around),
    ...given({
      description: text(told.get('description')),
      args: text(told.get('args')),
      result: text(told.get('result')),
      error: ownError(element),
    }),
  };
}

function baseOf(element: Element, around: Surroundings, failed = around.errors.length > 0): NodeBase {
  const { id, fields: told, heardAt, tags, metadata, metrics } = element;
  const [start, end] = [time(told.get('startTimestamp')), time(told.get('endTimestamp'))];
  return {
    id,
    name: text(told.get('name')) ?? '',
    startTimestamp: start ?? heardAt,
    ...given({
      endTimestamp: end,
      durationMs: start && end ? Math.max(0, Date.parse(end) - Date.parse(start)) : undefined,
    }),
    status: statusOf(tags.get('outcome'), failed, element.ended || end !== undefined),
    tags: Object.fromEntries(tags),
    metadata: Object.fromEntries(metadata),
    metrics: Object.fromEntries(metrics),
    errors: around.errors.toSorted((a, b) => byTime(a.startTimestamp, b.startTimestamp) || byId(a, b)),
    events: around.events.toSorted((a, b) => byTime(a.timestamp, b.timestamp) || byId(a, b)),
    feedback: element.feedback.flatMap(feedbackOf),
    evaluations: element.evaluations.map(evaluationOf).sort((a, b) => byTime(a.timestamp, b.timestamp)),
    attachments: Array.from(element.attachments, ([key, attachment]) => attachmentOf(key, attachment)).sort(byId),
    children: around.children,
  };
}

function statusOf(outcome: string | undefined, failed: boolean, ended: boolean): NodeStatus {
  if (failed) return 'error';
  if (outcome === 'cancelled' || outcome === 'unfinished') return outcome;
  return ended ? 'ok' : 'open';
}

/** What has no time comes first: an element's own error. */
const byTime = (a = '1970-01-01', b = '1970-01-01'): number => Date.parse(a) - Date.parse(b);

const byId = ({ id: a = '' }: { id?: string }, { id: b = '' }: { id?: string }): number => (a < b ? -1 : a > b ? 1 : 0);

/** The Python SDK wraps a text as `{ type: 'text', value }`. */
const content = (value: unknown): string | undefined =>
  isFields(value) && typeof value['value'] === 'string' ? value['value'] : text(value);

const isResult = (value: unknown): value is GenerationResult => isFields(value);

const isMessage = (value: unknown): value is ChatMessage => isFields(value) && typeof value['role'] === 'string';
