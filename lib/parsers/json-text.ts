import { describeJson } from '../protocol/plain/describe.js';

/** Any value as JSON text, `''` for undefined. Total: what JSON cannot carry is described. */
export const jsonText = (value: unknown): string => describeJson(value, { captureStack: false }).json ?? '';
