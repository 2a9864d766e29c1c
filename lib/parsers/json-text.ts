import { describeValue } from '../protocol/plain/describe.js';

/** Any value as JSON text, `''` for undefined. Total: what JSON cannot carry is described. */
export function jsonText(value: unknown): string {
  const described = describeValue(value, { captureStack: false });
  return described.value === undefined ? '' : JSON.stringify(described.value);
}
