import { processCapture } from './capture.js';

/** Runs a function whose calls of LLMs are not captured, those it starts for later included. */
export const suppressCapture = <T>(fn: () => T): T => processCapture().suppressed.run(true, fn);
