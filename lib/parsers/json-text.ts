import { describeJson } from '../protocol/plain/describe.js';

/** Any value as JSON text, `''` for undefined. Total: what JSON cannot carry is described. */
export const jsonText = (value: unknown): string => describeJson(value, { captureStack: false }).json ?? '';

/** What a JSON text tells; the text itself where it is none. */
export function jsonValue(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return json; // Models write what is almost JSON.
  }
}
