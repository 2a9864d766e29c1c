export { MaximModule } from './nest/maxim.module.js';
export { MaximInterceptor } from './nest/maxim.interceptor.js';
export { getMaximLoggerToken, InjectMaximLogger } from './nest/maxim.tokens.js';
export type {
  MaximFeatureOptions,
  MaximModuleAsyncOptions,
  MaximModuleExtras,
  MaximModuleOptions,
  MaximOptionsFactory,
} from './nest/maxim.options.js';

export { Trace } from './nest/decorators/trace.decorator.js';
export type { TraceDecoratorFor } from './nest/decorators/trace.decorator.js';
export { Span } from './nest/decorators/span.decorator.js';
export { Generation } from './nest/decorators/generation.decorator.js';
export { Retrieval } from './nest/decorators/retrieval.decorator.js';
export { ToolCall } from './nest/decorators/tool-call.decorator.js';
export { CurrentSpan, CurrentTrace } from './nest/decorators/current.decorators.js';
export { CurrentSignal } from './nest/decorators/current-signal.decorator.js';
export { NoCapture } from './nest/decorators/no-capture.decorator.js';
export { Keep } from './nest/decorators/keep.decorator.js';
export { NoTrace } from './nest/decorators/no-trace.decorator.js';
export type { MarkingDecorator } from './nest/decorators/no-trace.decorator.js';
export type { MethodDecoratorFor } from './nest/decorators/method-decorator.js';

export { MaximLogger } from './logger/maxim-logger.js';
export type { MaximStats } from './logger/maxim-logger.js';
export type {
  ElementOptions,
  GenerationOptions,
  PerCall,
  RetrievalOptions,
  SpanOptions,
  ToolCallOptions,
  TraceOptions,
} from './logger/element-options.js';
export type { Expectation, StandardSchema } from './logger/expectation.js';
export type { WithGeneration, WithRetrieval, WithSpan, WithToolCall, WithTrace } from './logger/with-options.js';

export { currentGeneration, currentSession, currentSpan, currentTrace } from './context/current.js';

export { MaximSession } from './entities/session.js';
export { MaximTrace } from './entities/trace.js';
export { MaximSpan } from './entities/span.js';
export { MaximGeneration } from './entities/generation.js';
export { MaximRetrieval } from './entities/retrieval.js';
export { MaximToolCall } from './entities/tool-call.js';
export type { ToolCallError } from './entities/tool-call.js';
export { MaximError } from './entities/error.js';
export { MaximEvaluate } from './entities/evaluate.js';
export type {
  Attachment,
  ElementConfig,
  ErrorConfig,
  Feedback,
  FileAttachment,
  FileDataAttachment,
  GenerationConfig,
  RetrievalConfig,
  SessionConfig,
  SpanConfig,
  ToolCallConfig,
  TraceConfig,
  UrlAttachment,
} from './entities/configs.js';

export type { ChatMessage, MessageCustomToolCall, MessagePart, MessageToolCall } from './protocol/messages.js';
export type {
  ChatCompletionChoice,
  ChatCompletionResult,
  Cost,
  GenerationError,
  GenerationResult,
  ResponsesResult,
  TextCompletionResult,
  Usage,
} from './protocol/result.js';
export type { Parser, ParsedRequest, ParsedResult, StreamMerge } from './parsers/parser.js';

export { observeBedrock } from './wire/observe-bedrock.js';
export { observeFetch } from './wire/observe-fetch.js';
export { suppressCapture } from './wire/suppress.js';

export type { EntryPoint, ModuleOptions, Price, SessionReference } from './options/options.js';
export type {
  CaptureContent,
  CapturedElement,
  CaptureScope,
  Redact,
  RedactedField,
} from './options/pipeline-options.js';
export type { AutoCaptureOptions } from './options/capture-options.js';
export type { SamplingOptions } from './options/sampling-options.js';
export type { TransportOptions } from './options/transport-options.js';

export { MaximFault } from './faults/fault.js';
export type { FaultCode } from './faults/fault.js';
export type { ReportLevel } from './faults/reporter.js';
