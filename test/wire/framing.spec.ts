import fc from 'fast-check';
import zlib from 'node:zlib';
import { decoded } from '../../lib/wire/framing/encoding.js';
import { AnswerBody } from '../../lib/wire/answer-body.js';
import { framed } from '../../lib/wire/framing/frames.js';
import { type TimedBytes } from '../../lib/wire/recorded-bytes.js';
import { awsEventStream } from '../parsers/aws-event-stream.js';

/** Bytes in pieces, cut at these places; each comes a ms after the one before. */
function inPieces(bytes: Uint8Array, cuts: readonly number[]): TimedBytes[] {
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  const pieces = [0, ...places].map((from, at) => ({ bytes: bytes.subarray(from, places[at] ?? bytes.length), at }));
  return pieces.filter((piece) => piece.bytes.length > 0);
}
const values = (chunks: readonly TimedBytes[], type: string): unknown[] =>
  [...(framed(new AnswerBody(chunks), type)?.frames ?? [])].map(({ value }) => value);

const said = [{ text: 'On its “way” – 🚚\\' }, { nested: [{ deep: ['{', '"]'] }] }, { empty: {} }];
const aws = said.map((value, index) => ({ [`event${String(index)}`]: value }));
const json = said.map((value) => JSON.stringify(value));
const awsBytes = awsEventStream(aws).raw?.[1] ?? '';

const FORMATS: readonly (readonly [name: string, type: string, bytes: string | Uint8Array, expected: unknown[]])[] = [
  ['events', 'text/event-stream', json.map((text) => `data: ${text}\n\n`).join(''), said],
  ['events with CRLF', 'text/event-stream', json.map((text) => `event: x\r\ndata:${text}\r\n\r\n`).join(''), said],
  ['events with CR', 'text/event-stream', json.map((text) => `id: 1\rdata: ${text}\r\r`).join(''), said],
  ['events with comments and a last one without its end', '', `: hi\n\ndata: ${json.join('\n\ndata: ')}`, said],
  ['events that do not say so', 'text/plain', json.map((text) => `data: ${text}\n\n`).join(''), said],
  ['lines', 'application/x-ndjson; charset=utf-8', json.join('\n'), said],
  ['an array', 'application/json', JSON.stringify(said, null, 2), said],
  ['an array without spaces', 'application/json', JSON.stringify(said), said],
  ['AWS’s events', 'application/vnd.amazon.eventstream', awsBytes, aws],
];

describe.each(FORMATS)('%s', (_, type, content, expected) => {
  const bytes = Buffer.from(content);

  it('are the same wherever the bytes are cut', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 40 }), (cuts) => {
        expect(values(inPieces(bytes, cuts), type)).toEqual(expected);
      }),
    );
    expect(values(inPieces(bytes, [...bytes.keys()]), type)).toEqual(expected);
  });

  it('come with the time of their last byte', () => {
    const messages = framed(new AnswerBody(inPieces(bytes, [...bytes.keys()])), type);
    const times = [...(messages?.frames ?? [])].map((frame) => messages?.arrivalOf(frame) ?? 0);
    const arrived = (length: number, index: number): unknown =>
      values([{ bytes: bytes.subarray(0, length), at: 0 }], type)[index];
    expect(times.map((at, index) => arrived(at, index))).toEqual(expected);
    times.forEach((at, index) => expect(arrived(at - 1, index)).not.toEqual(expected[index]));
  });

  it('of a broken connection are those that came, and never throw', () => {
    for (let length = 0; length < bytes.length; length += 1) {
      const arrived = values(inPieces(bytes.subarray(0, length), [length >> 1]), type);
      const whole = arrived.filter((value) => expected.some((each) => JSON.stringify(each) === JSON.stringify(value)));
      expect(whole).toEqual(expected.slice(0, whole.length));
      expect(arrived.length - whole.length).toBeLessThanOrEqual(1);
    }
  });
});

it('takes bytes that are no messages at all', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.constantFrom(...FORMATS.map(([, type]) => type)), (bytes, type) => {
      expect(() => values(inPieces(bytes, [3]), type)).not.toThrow();
    }),
  );
});

it('leaves a single JSON object to be read as a whole', () => {
  expect(framed(new AnswerBody(inPieces(Buffer.from('{"id":1}'), [])), 'application/json')).toBeUndefined();
  expect(framed(new AnswerBody([]), 'application/json')).toBeUndefined();
});

const zstd: unknown = Reflect.get(zlib, 'zstdCompressSync');
const ENCODINGS: readonly (readonly [name: string, encode: (bytes: Buffer) => Uint8Array])[] = [
  ['gzip', (bytes) => zlib.gzipSync(bytes)],
  ['x-gzip', (bytes) => zlib.gzipSync(bytes)],
  ['deflate', (bytes) => zlib.deflateSync(bytes)],
  ['deflate', (bytes) => zlib.deflateRawSync(bytes)],
  ['br', (bytes) => zlib.brotliCompressSync(bytes)],
  ['identity', (bytes) => bytes],
  ...(typeof zstd === 'function' ? [['zstd', (bytes: Buffer) => zstd(bytes) as Uint8Array] as const] : []),
];
const text = json.join('\n').repeat(200);
const together = (chunks: readonly TimedBytes[] = []): string =>
  Buffer.concat(chunks.map(({ bytes }) => bytes)).toString('utf8');

describe.each(ENCODINGS)('the encoding %s', (name, encode) => {
  const bytes = encode(Buffer.from(text));

  it('is undone wherever the bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(), { maxLength: 10 }), async (cuts) => {
        expect(together(await decoded(inPieces(bytes, cuts), name, 1e9))).toBe(text);
      }),
      { numRuns: 20 },
    );
  });

  it('gives what came before a connection broke', async () => {
    const half = await decoded(inPieces(bytes.subarray(0, bytes.length >> 1), [5]), name, 1e9);
    expect(text.startsWith(together(half))).toBe(true);
  });
});

it('stops at a limit, however much a small body would become', async () => {
  const bomb = zlib.gzipSync(Buffer.alloc(50_000_000));
  const chunks = inPieces(
    bomb,
    Array.from({ length: 40 }, (_, index) => index * 1000),
  );
  const out = (await decoded(chunks, 'gzip', 1_000_000)) ?? [];
  expect(out.reduce((sum, { bytes }) => sum + bytes.length, 0)).toBeLessThan(4_000_000);
});

it('says of an encoding that nobody knows that it cannot be undone', async () => {
  expect(await decoded(inPieces(Buffer.from('x'), []), 'compress', 10)).toBeUndefined();
  expect(together(await decoded(inPieces(Buffer.from('no gzip'), []), 'gzip', 10))).toBe('');
});
