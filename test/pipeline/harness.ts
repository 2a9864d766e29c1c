import { Reporter } from '../../lib/faults/reporter.js';
import { type CaptureScope } from '../../lib/options/pipeline-options.js';
import { type Action, type Entity, type Line } from '../../lib/protocol/line.js';
import { createPipeline, type Pipeline, type PipelineOptions } from '../../lib/pipeline/pipeline.js';

export interface Sent {
  entity: string;
  id: string;
  action: string;
  data: Record<string, unknown>;
}

export interface Harness {
  pipeline: Pipeline;
  /** The lines as they went out. */
  texts: string[];
  /** The same, parsed. */
  sent(): Sent[];
  /** Writes one line and gives the data of what went out last. */
  dataOf(line: Line): Record<string, unknown>;
  reports: string[];
}

export const line = (entity: Entity, id: string, action: Action, data: Record<string, unknown>): Line => ({
  entity,
  id,
  action,
  data,
});

export function parse(text: string): Sent {
  const [, entity = '', id = '', action = '', data = ''] =
    /^(\w+)\{id=([\w-]+),action=([\w-]+),data=(.*)\}$/.exec(text) ?? [];
  return { entity, id, action, data: JSON.parse(data) as Record<string, unknown> };
}

export function harness(options: Partial<PipelineOptions> = {}, scope: () => CaptureScope = () => ({})): Harness {
  const texts: string[] = [];
  const reports: string[] = [];
  const reporter = new Reporter('verbose', (_level, message) => reports.push(message));
  const out = { accept: (text: string) => void texts.push(text) };
  const pipeline = createPipeline({ captureContent: true, redactSecrets: true, ...options }, out, reporter, scope);
  const dataOf = (written: Line): Record<string, unknown> => {
    pipeline.write(written);
    return parse(texts.at(-1) ?? '').data;
  };
  return { pipeline, texts, reports, dataOf, sent: () => texts.map(parse) };
}
