import { type Fields, isFields } from '../parsers/shape.js';
import { parseWithoutBytes } from './framing/json-bytes.js';

/** A request's body as JSON, images and files in it told by their size; undefined where it is no object. */
export function requestBody(text: string): Fields | undefined {
  try {
    const body = parseWithoutBytes(text);
    return isFields(body) ? body : undefined;
  } catch {
    return undefined; // A form, a broken or cut body: the call is told without its request.
  }
}
