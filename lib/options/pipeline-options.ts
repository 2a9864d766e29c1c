import type { Entity } from '../protocol/line.js';

/** The element whose content is in question. */
export interface CapturedElement {
  entity: Entity;
  id: string;
}

/** Where in the app it ran, as far as it is known. */
export interface CaptureScope {
  traceId?: string;
  sessionId?: string;
  /** Tags of the trace as set so far. */
  tags?: Readonly<Record<string, string>>;
}

/** One captured value on its way out. */
export interface RedactedField {
  entity: Entity;
  id: string;
  /** Its key in the line's data: `input`, `output`, `messages`, `result`, `docs`, `args`, `metadata`, … */
  field: string;
  /** A copy as plain JSON, secrets already hidden. */
  value: unknown;
}

/**
 * Gives the value to log instead, or a promise of it. What is written after keeps its place behind; a value that takes
 * longer than 5 s, or for which more than 16 MB wait, is hidden, as is one that fails. What it logs itself is hidden too.
 */
export type Redact = (field: RedactedField) => unknown;

/** Whether content may be logged. */
export type CaptureContent = boolean | ((element: CapturedElement, scope: CaptureScope) => boolean);

/** Which traces are sent. */
export interface ResolvedSampling {
  /** The share of traces that are sent in any case, from 0 to 1. */
  readonly rate: number;
  /** Whether those with an error are sent as well. */
  readonly keepErrors: boolean;
  /** Those that took longer, in ms, are sent as well. */
  readonly keepSlowerThanMs?: number;
}

/** What the pipeline room gets. */
export interface ResolvedPipeline {
  readonly captureContent: CaptureContent;
  readonly redact?: Redact;
  /** Undefined: all traces are sent. */
  readonly sampling?: ResolvedSampling;
  readonly redactSecrets: boolean;
  /** @default false */
  readonly redactCards?: boolean;
  /** Whether errors that stand in what is logged say their stack. @default true */
  readonly captureStack?: boolean;
  /** Bytes a captured field may have; `undefined`: the defaults of each field. */
  readonly maxFieldBytes?: number;
}
