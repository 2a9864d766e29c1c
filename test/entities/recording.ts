import { type EntityHost } from '../../lib/entities/host.js';
import { OpenElements } from '../../lib/entities/open-elements.js';
import { type MaximSession, openSession } from '../../lib/entities/session.js';
import { type MaximTrace, openTrace } from '../../lib/entities/trace.js';
import { type SessionConfig, type TraceConfig } from '../../lib/entities/configs.js';
import { Reporter } from '../../lib/faults/reporter.js';
import { ToolCallMethods } from '../../lib/logger/by-id/tool-call.js';
import { type FileKeeper } from '../../lib/protocol/file.js';
import { createPipeline } from '../../lib/pipeline/pipeline.js';

/** The entities and by-id methods over the real pipeline, its lines kept. */
export class Recording extends ToolCallMethods {
  /** What was said to whoever runs the app. */
  readonly reports: string[] = [];
  readonly host: EntityHost;
  private lines: string[] = [];

  constructor({ strict = false, maxOpenMs = 60_000, traceTags = {}, files }: Partial<RecordingOptions> = {}) {
    super();
    const reporter = new Reporter('warn', (_, message) => void this.reports.push(message));
    const out = { accept: (line: string) => void this.lines.push(line) };
    const sink = createPipeline({ captureContent: true, redactSecrets: true }, out, reporter, () => ({}));
    const open = new OpenElements(maxOpenMs);
    this.host = { sink, reporter, open, strict, repositoryId: 'repo', traceTags, ...(files && { files }) };
  }

  session(config: SessionConfig): MaximSession {
    return openSession(this.host, config);
  }

  trace(config: TraceConfig): MaximTrace {
    return openTrace(this.host, config);
  }

  /** The lines since the last call. */
  drain(): string[] {
    const drained = this.lines;
    this.lines = [];
    return drained;
  }
}

interface RecordingOptions {
  strict: boolean;
  maxOpenMs: number;
  traceTags: Record<string, string>;
  files: FileKeeper;
}

/** Ours are of version 7, the official SDK's of version 4. */
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[47][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/g;

/** Lines with `<id>` in the place of each id that was not given. */
export const withoutNewIds = (lines: readonly string[]): string[] => lines.map((line) => line.replace(UUID, '<id>'));
