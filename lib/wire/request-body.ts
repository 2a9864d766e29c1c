import { type Fields, isFields } from '../parsers/shape.js';
import { attempt } from '../parsers/total.js';
import { type Exchange } from './exchange.js';
import { decodedAtOnce } from './framing/encoding.js';
import { parseWithoutBytes } from './framing/json-bytes.js';
import { textOf } from './recorded-bytes.js';

const MAX_DECODED_BYTES = 16_777_216;

/** What was sent, as it was before it was encoded; nothing where that cannot be undone. */
export function sentText({ sent, requestHeaders }: Exchange): string {
  const encoding = requestHeaders.get('content-encoding');
  const decode = () => decodedAtOnce(sent.chunks, encoding, MAX_DECODED_BYTES);
  return textOf((encoding === undefined ? sent.chunks : attempt(decode, undefined)) ?? []);
}

/** A request's body as JSON, images and files in it told by their size; undefined where it is no object. */
export function requestBody(text: string): Fields | undefined {
  try {
    const body = parseWithoutBytes(text);
    return isFields(body) ? body : undefined;
  } catch {
    return undefined; // A form, a broken or cut body: the call is told without its request.
  }
}
