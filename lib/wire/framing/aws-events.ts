import { type Frame, jsonOr } from './frame.js';

/** Lengths and a checksum open a message, a checksum closes it. */
const PRELUDE = 12;
const CHECKSUM = 4;

/** Bytes of a header's value by the number of its type; texts and byte arrays tell theirs themselves. */
const VALUE_BYTES = [0, 0, 1, 2, 4, 8, undefined, undefined, 8, 16];
const STRING = 7;

/** Messages of AWS's binary event stream, each as an object with its payload under the event's name. */
export function* awsFrames(bytes: Buffer): Generator<Frame> {
  let start = 0;
  while (bytes.length - start >= PRELUDE) {
    const end = start + bytes.readUInt32BE(start);
    // Not what it says it is, or not all of it.
    if (end < start + PRELUDE + CHECKSUM || end > bytes.length) return;
    const value = message(bytes.subarray(start, end));
    if (value) yield { value, end };
    start = end;
  }
}

function message(bytes: Buffer): Record<string, unknown> | undefined {
  const payloadAt = PRELUDE + bytes.readUInt32BE(4);
  if (payloadAt > bytes.length - CHECKSUM) return undefined;
  const headers = new Map(textHeaders(bytes.subarray(PRELUDE, payloadAt)));
  const name = headers.get(':event-type') ?? headers.get(':exception-type') ?? headers.get(':error-code');
  if (name === undefined) return undefined;
  const payload = jsonOr(bytes.subarray(payloadAt, bytes.length - CHECKSUM).toString('utf8'), JSON.parse);
  const message = headers.get(':error-message');
  return { [name]: message === undefined ? payload : { message } };
}

function* textHeaders(bytes: Buffer): Generator<[name: string, value: string]> {
  let at = 0;
  while (at < bytes.length) {
    const nameEnd = at + 1 + bytes.readUInt8(at);
    const name = bytes.toString('utf8', at + 1, nameEnd);
    const type = bytes[nameEnd] ?? 0;
    const fixed = VALUE_BYTES[type];
    const valueAt = nameEnd + (fixed === undefined ? 3 : 1);
    const valueEnd = valueAt + (fixed ?? bytes.readUInt16BE(nameEnd + 1));
    if (type === STRING) yield [name, bytes.toString('utf8', valueAt, valueEnd)];
    at = valueEnd;
  }
}
