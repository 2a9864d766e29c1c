/** Strings of bytes from this length on are told by their size only. */
const LONG = 1024;

/** The keys of bytes in base64, in requests and answers. */
const BYTE_KEYS = new Set(['data', 'bytes', 'b64_json', 'partial_image_b64', 'result', 'imageBytes']);

const DATA_URL = /^data:([\w/+.-]*)(?:;[\w=-]+)*;base64,/;
const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/;

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
  if (typeof value === 'string' && value.length >= LONG) return sized(value, BYTE_KEYS.has(key));
  return key === 'images' && Array.isArray(value) ? value.map((image: unknown) => withoutBytes('data', image)) : value;
}

function sized(value: string, isBytes: boolean): string {
  const url = DATA_URL.exec(value);
  if (url) return `${url[0]}[${String(byteLength(value.length - url[0].length))} bytes]`;
  return isBytes && BASE64.test(value) ? `[${String(byteLength(value.length))} bytes]` : value;
}

const byteLength = (base64Length: number): number => Math.floor((base64Length * 3) / 4);
