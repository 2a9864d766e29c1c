import { describeJson } from '../protocol/plain/describe.js';

/** JSON text of what came as JSON. Total: what is nested too deep to be written is cut. */
export function toJson(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    // The only fault that such a value can have is that writing it takes more stack than there is.
    return describeJson(value, { budget: Infinity }).json ?? 'null';
  }
}
