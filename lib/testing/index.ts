export { MaximTestingModule } from './maxim-testing.module.js';
export { MaximRecorder } from './maxim-recorder.js';
export type { NodeQuery } from './maxim-recorder.js';
export type { DecodedLine } from '../protocol/decode.js';
export type {
  GenerationNode,
  NodeError,
  NodeEvent,
  NodeStatus,
  NodeType,
  RetrievalNode,
  SessionNode,
  SpanNode,
  ToolCallNode,
  TraceNode,
  TreeNode,
} from '../protocol/tree/node.js';
