export { startCollector } from './collector.js';
export { formatTrace } from '../protocol/tree/text.js';

export type { CollectorStats } from './api-routes.js';
export type { Collector } from './collector.js';
export type { ForwardStats } from './forwarder.js';
export type { CollectorOptions, ForwardOptions } from './options.js';
export type { TracePage } from './query.js';
export type { StoreStats } from './store.js';
export type { Ink, Paint } from '../protocol/tree/text.js';
export type {
  GenerationNode,
  NodeAttachment,
  NodeBase,
  NodeError,
  NodeEvaluation,
  NodeEvent,
  NodeFeedback,
  NodeStatus,
  NodeType,
  RetrievalNode,
  SessionNode,
  SpanNode,
  ToolCallNode,
  TraceNode,
  TreeNode,
} from '../protocol/tree/node.js';
