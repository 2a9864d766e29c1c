import { type Fields, isFields } from '../parsers/shape.js';

/** Strings of bytes from this length on are told by their size only. */
const LONG = 1024;

const DATA_URL = /^data:([\w/+.-]*)(?:;[\w=-]+)*;base64,/;
const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/;

/** Whether there may be bytes in a text: looking at each of its values takes longer than reading it. */
const mayHoldBytes = (text: string): boolean => text.length >= LONG && /;base64,|"(?:data|bytes)"/.test(text);

/** A request's body as JSON, images and files in it told by their size; undefined where it is no object. */
export function requestBody(text: string): Fields | undefined {
  try {
    const body: unknown = JSON.parse(text, mayHoldBytes(text) ? withoutBytes : undefined);
    return isFields(body) ? body : undefined;
  } catch {
    return undefined; // A form, a broken or cut body: the call is told without its request.
  }
}

function withoutBytes(key: string, value: unknown): unknown {
  if (typeof value !== 'string' || value.length < LONG) return value;
  const url = DATA_URL.exec(value);
  if (url) return `${url[0]}[${String(byteLength(value.length - url[0].length))} bytes]`;
  return (key === 'data' || key === 'bytes') && BASE64.test(value)
    ? `[${String(byteLength(value.length))} bytes]`
    : value;
}

const byteLength = (base64Length: number): number => Math.floor((base64Length * 3) / 4);
