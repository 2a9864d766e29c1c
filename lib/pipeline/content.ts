import { type Reporter } from '../faults/reporter.js';
import { type CaptureContent, type CaptureScope } from '../options/pipeline-options.js';
import { type Line } from '../protocol/line.js';
import { type TraceHold } from '../protocol/trace-hold.js';
import { fieldOf } from './fields.js';
import { isPending } from './pending.js';
import { type PlainRecord } from './plain.js';
import { subjectOf } from './subject.js';

/** Whether the content of the element that a line tells of may be logged. */
export type ContentGate = (line: Line, hold?: TraceHold) => boolean;

/** Where in the app an element is, by the hold of its trace where that is known. */
export type ScopeOf = (hold?: TraceHold) => CaptureScope;

/** The gate that an option describes. A function that throws, or gives anything but true, keeps the content back. */
export function contentGate(option: CaptureContent, scopeOf: ScopeOf, reporter: Reporter): ContentGate {
  if (typeof option !== 'function') return () => option;
  return (line, hold) => {
    try {
      const answer: unknown = option(subjectOf(line), scopeOf(hold));
      if (isPending(answer)) Promise.resolve(answer).catch(() => undefined); // Nobody waits for it: it counts as no answer.
      return answer === true;
    } catch (error) {
      reporter.report(
        'error',
        'capture-content',
        'captureContent threw an error, so content is not logged. Let it return true or false.',
        error,
      );
      return false;
    }
  };
}

/** A line's data without its content; undefined where nothing is left to say. */
export function withoutContent({ entity, action }: Line, data: PlainRecord): PlainRecord | undefined {
  // An attachment is content as a whole; an evaluator would judge the variables' absence.
  if (action === 'add-attachment' || (action === 'evaluate' && 'variables' in data)) return undefined;
  const kept = Object.entries(data)
    .map(([key, value]) => [key, keptOf(entity, key, value)] as const)
    .filter(([, value]) => value !== undefined);
  return action === 'update' && kept.length === 0 ? undefined : Object.fromEntries(kept);
}

function keptOf(entity: Line['entity'], key: string, value: unknown): unknown {
  const field = fieldOf(entity, key);
  return field === undefined || value === undefined ? value : field.withoutContent(value);
}
