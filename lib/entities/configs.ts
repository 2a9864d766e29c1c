import { type ChatMessage } from '../protocol/messages.js';

/** What every element may be opened with. */
export interface ElementConfig {
  /** Letters, digits, `-` and `_`, at most 128; another one is mended. @default a UUID of version 7 */
  id?: string;
  name?: string;
  /** A span it is shown under, where that is not its parent. */
  spanId?: string;
  tags?: Record<string, string>;
  /** Values are logged as text: strings as they are, others as JSON. */
  metadata?: Record<string, unknown>;
  /** @default now */
  startTimestamp?: Date;
  /** For an element that is over already. */
  endTimestamp?: Date;
}

/** A session: a conversation of several traces. */
export type SessionConfig = ElementConfig;

/** A trace: one unit of work. */
export interface TraceConfig extends ElementConfig {
  /** The session this trace is a turn of; it need not have been created. */
  sessionId?: string;
}

/** A span: one step. */
export type SpanConfig = ElementConfig;

/** A generation: one call of a model. */
export interface GenerationConfig extends ElementConfig {
  /** Maxim lists openai, bedrock, anthropic, huggingface, azure, together, groq, google. @default 'unknown' */
  provider?: string;
  /** @default 'unknown' */
  model?: string;
  messages?: readonly ChatMessage[];
  /** Such as `{ temperature: 0.7, max_tokens: 256 }`. */
  modelParameters?: Record<string, unknown>;
  maximPromptId?: string;
  maximPromptVersionId?: string;
}

/** A retrieval: one look-up of documents. */
export type RetrievalConfig = ElementConfig;

/** A tool call: one run of a tool. */
export interface ToolCallConfig extends ElementConfig {
  /** The tool's name. */
  name: string;
  description?: string;
  /** JSON text. */
  args?: string;
}

/** An error that a trace or span met; an `Error` that was caught may stand in its place. */
export interface ErrorConfig {
  /** @default a UUID of version 7 */
  id?: string;
  message: string;
  code?: string;
  name?: string;
  /** The kind of error, such as `TypeError`. */
  type?: string;
  tags?: Record<string, string>;
  metadata?: Record<string, unknown>;
}

/** What somebody thought of a trace or session. */
export interface Feedback {
  /** Any number; 0 and 1, or 1 to 5, are usual. */
  score: number;
  comment?: string;
}

interface AttachmentBase {
  /** @default a UUID of version 7 */
  id?: string;
  name?: string;
  /** @default for a file: told by its name, else by its bytes */
  mimeType?: string;
  /** Bytes; of a file, they are counted. */
  size?: number;
  tags?: Record<string, string>;
  metadata?: Record<string, string>;
}

/** A file that the server fetches or links. */
export interface UrlAttachment extends AttachmentBase {
  type: 'url';
  url: string;
}

/** A file on disk, of at most 50 MB. It is copied, and uploaded in the background. */
export interface FileAttachment extends AttachmentBase {
  type: 'file';
  path: string;
}

/** Bytes, or a stream of them, of at most 50 MB. A stream is read to its end, and is then nobody else's to read. */
export interface FileDataAttachment extends AttachmentBase {
  type: 'fileData';
  data: Uint8Array | AsyncIterable<Uint8Array>;
}

/** A file that goes with an element. */
export type Attachment = UrlAttachment | FileAttachment | FileDataAttachment;
