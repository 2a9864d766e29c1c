import { read } from './shape.js';

/** What aborting is called: by the web and Node, by axios, by got. */
const NAMES = new Set<unknown>(['AbortError', 'CanceledError', 'CancelError']);

/** Whether an error only says that its consumer aborted or went away. A timeout is an error like any other. */
export function isAbort(error: unknown): boolean {
  if (!(typeof error === 'object' && error !== null)) return false;
  if (NAMES.has(read(error, 'name')) || read(error, 'code') === 'ERR_STREAM_PREMATURE_CLOSE') return true;
  // The SDKs of OpenAI and Anthropic leave `name` at 'Error'.
  const constructor = read(error, 'constructor');
  return typeof constructor === 'function' && constructor.name === 'APIUserAbortError';
}
