import { fields } from './tree/fields.js';

/** What a Responses object says of itself that has yet to come to its end. */
const UNFINISHED = new Set<unknown>([undefined, null, 'queued', 'in_progress']);

/** Whether a model's result says how it came to its end: each of its answers why it is over, or all of it why it failed. */
export function isFinished(result: unknown): boolean {
  try {
    const { choices, status, error } = fields(result);
    if (error) return true;
    if (!Array.isArray(choices)) return !UNFINISHED.has(status);
    return choices.every((choice) => Boolean(fields(choice)['finish_reason']));
  } catch {
    return true; // What throws while it is read does not say that it has yet to end.
  }
}
