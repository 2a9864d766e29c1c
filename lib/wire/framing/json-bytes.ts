import { BYTE_KEYS, LONG, sizedBytes } from '../../parsers/bytes.js';

/** Found in a text that has one of these; an escaped slash is written with two signs. */
const MAY_HOLD_BYTES = new RegExp(
  `;base64,|"images"\\s*:\\s*\\[|"(?:${[...BYTE_KEYS].join('|')})"\\s*:\\s*"[\\w+/\\\\-]{${String(LONG)}}`,
);

/** Whether there may be bytes in a text: looking at each of its values takes longer than reading it. */
const mayHoldBytes = (text: string): boolean => text.length >= LONG && MAY_HOLD_BYTES.test(text);

/** A text as JSON, images and files in it told by their size. @throws SyntaxError for what is none */
export const parseWithoutBytes = (text: string): unknown =>
  JSON.parse(text, mayHoldBytes(text) ? withoutBytes : undefined);

function withoutBytes(key: string, value: unknown): unknown {
  if (typeof value === 'string' && value.length >= LONG) return sizedBytes(value, BYTE_KEYS.has(key));
  return key === 'images' && Array.isArray(value) ? value.map((image: unknown) => withoutBytes('data', image)) : value;
}
