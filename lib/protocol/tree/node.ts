import { type Entity } from '../line.js';
import { type ChatMessage } from '../messages.js';
import { type Cost, type GenerationResult, type Usage } from '../result.js';

/** The elements that stand in a tree, by their names on the wire. */
export type NodeType = Exclude<Entity, 'storage'>;

/**
 * How an element stands. What is said first counts: `error` where an error belongs to it (to a trace belongs every error
 * below it too, to a span only its own); `cancelled` and `unfinished` as its tag `outcome` tells; `open` before its end.
 */
export type NodeStatus = 'error' | 'cancelled' | 'unfinished' | 'open' | 'ok';

/** Something that went wrong: an element's own error, or one that was added to it. */
export interface NodeError {
  readonly message: string;
  readonly code?: string;
  readonly type?: string;
  /** These only where it was added with an id of its own. */
  readonly id?: string;
  readonly name?: string;
  readonly startTimestamp?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** A milestone. */
export interface NodeEvent {
  readonly id: string;
  readonly name: string;
  readonly timestamp?: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** What somebody thought of it. */
export interface NodeFeedback {
  readonly score: number;
  readonly comment?: string;
}

/** Evaluators, or variables for them. */
export interface NodeEvaluation {
  readonly evaluators: readonly string[];
  readonly variables?: Readonly<Record<string, string>>;
  readonly timestamp?: string;
}

/** A file that belongs to an element. */
export interface NodeAttachment {
  readonly id: string;
  readonly type?: string;
  readonly name?: string;
  readonly mimeType?: string;
  /** In bytes. */
  readonly size?: number;
  readonly url?: string;
  readonly key?: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** What every node holds. */
export interface NodeBase {
  readonly id: string;
  /** `''` where none was given. */
  readonly name: string;
  /** ISO 8601, as it was sent; until a line tells it, the time at which the element was first heard of. */
  readonly startTimestamp: string;
  readonly endTimestamp?: string;
  /** In ms; absent until both times are known. */
  readonly durationMs?: number;
  readonly status: NodeStatus;
  readonly tags: Readonly<Record<string, string>>;
  readonly metadata: Readonly<Record<string, string>>;
  readonly metrics: Readonly<Record<string, number>>;
  readonly errors: readonly NodeError[];
  readonly events: readonly NodeEvent[];
  readonly feedback: readonly NodeFeedback[];
  readonly evaluations: readonly NodeEvaluation[];
  readonly attachments: readonly NodeAttachment[];
  /** In the order in which they began; those of the same millisecond by id: of ids that were not given, as opened. */
  readonly children: readonly TreeNode[];
}

/** A conversation of several traces. */
export interface SessionNode extends NodeBase {
  readonly type: 'session';
}

/** One unit of work, such as a request. */
export interface TraceNode extends NodeBase {
  readonly type: 'trace';
  readonly sessionId?: string;
  readonly input?: string;
  readonly output?: string;
}

/** One step of a trace. */
export interface SpanNode extends NodeBase {
  readonly type: 'span';
  readonly input?: string;
  readonly output?: string;
}

/** One call of a model. Messages and result are as they were sent; only their outline is checked. */
export interface GenerationNode extends NodeBase {
  readonly type: 'generation';
  readonly provider?: string;
  readonly model?: string;
  readonly modelParameters?: Readonly<Record<string, unknown>>;
  readonly maximPromptId?: string;
  readonly maximPromptVersionId?: string;
  readonly messages: readonly ChatMessage[];
  readonly result?: GenerationResult;
  readonly usage?: Usage;
  readonly cost?: Cost;
  /** Why it failed; also the first of `errors`. */
  readonly error?: NodeError;
}

/** One search for documents. */
export interface RetrievalNode extends NodeBase {
  readonly type: 'retrieval';
  readonly input?: string;
  readonly docs?: readonly string[];
}

/** One call of a tool that a model asked for. */
export interface ToolCallNode extends NodeBase {
  readonly type: 'tool_call';
  readonly description?: string;
  /** JSON text. */
  readonly args?: string;
  readonly result?: string;
  /** Why it failed; also the first of `errors`. */
  readonly error?: NodeError;
}

/** An element with all that its lines have told so far, and the elements below it. */
export type TreeNode = SessionNode | TraceNode | SpanNode | GenerationNode | RetrievalNode | ToolCallNode;
