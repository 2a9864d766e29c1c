import { request as httpRequest } from 'node:http';
import zlib, { brotliCompressSync, deflateRawSync, gzipSync } from 'node:zlib';
import { method } from '../../lib/observe/shape.js';
import { resultText } from '../../lib/parsers/result-text.js';
import { decoded, decodedAtOnce } from '../../lib/wire/framing/encoding.js';
import { type TimedBytes } from '../../lib/wire/recorded-bytes.js';
import { type Capturing, startCapturing } from './capturing.js';
import { answerLlm } from './llm-answers.js';
import { type RawServer, startRawServer } from './raw-server.js';

const answer = Buffer.from(JSON.stringify(answerLlm({ path: '/chat/completions', body: {} }).json));
const asked = JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content: 'Hi' }] });

let capturing: Capturing;
let server: RawServer;
let encoding: string | string[];
let encoded: Buffer;

beforeEach(async () => {
  capturing = startCapturing();
  server = await startRawServer((response) => {
    response.setHeader('content-encoding', encoding);
    response.writeHead(200, { 'content-type': 'application/json' }).end(encoded);
  });
});
afterEach(async () => {
  expect(capturing.faults).toEqual([]);
  capturing.stop();
  await server.close();
});

it.each([
  ['gzip, br', brotliCompressSync(gzipSync(answer))],
  ['Deflate ,\tX-GZIP', gzipSync(deflateRawSync(answer))],
  ['identity', answer],
])('an answer that was encoded as %s is read', async (name, bytes) => {
  [encoding, encoded] = [name, bytes];
  await (await fetch(`${server.url}/v1/chat/completions`, { method: 'POST', body: asked })).arrayBuffer();
  const calls = await capturing.atLeast(1);
  expect(calls).toMatchObject([{ outcome: 'ok', isOpaque: false }]);
  expect(calls.map(({ result }) => result && resultText(result))).toEqual(['On its way.']);
  const chunks = [{ bytes, at: 1 }];
  expect(together(decodedAtOnce(chunks, name, 1e6))).toEqual(answer);
});

it.each(['fetch', 'node:http'])('encodings in lines of their own are all undone, through %s', async (client) => {
  [encoding, encoded] = [['gzip', 'br'], brotliCompressSync(gzipSync(answer))];
  const url = `${server.url}/v1/chat/completions`;
  if (client === 'fetch') await (await fetch(url, { method: 'POST', body: asked })).arrayBuffer();
  else
    await new Promise((end) => httpRequest(url, { method: 'POST' }, (got) => got.resume().on('end', end)).end(asked));
  const calls = await capturing.calls();
  expect(calls.map(({ result }) => result && resultText(result))).toEqual(['On its way.']);
});

it('what was encoded more often than anyone does cannot be undone', async () => {
  const name = 'gzip,'.repeat(6);
  const chunks = [{ bytes: gzipSync(answer), at: 1 }];
  expect(await decoded(chunks, name, 1e6)).toBeUndefined();
  expect(decodedAtOnce(chunks, name, 1e6)).toBeUndefined();
});

it('what has come in zstd is read at once, where this Node can', () => {
  const bytes = method(zlib, 'zstdCompressSync')?.call(zlib, answer);
  if (!Buffer.isBuffer(bytes)) {
    expect(decodedAtOnce([{ bytes: answer, at: 1 }], 'zstd', 1e6)).toBeUndefined();
    return;
  }
  expect(together(decodedAtOnce([{ bytes, at: 1 }], 'zstd', 1e6))).toEqual(answer);
  expect(() => decodedAtOnce([{ bytes: bytes.subarray(0, -4), at: 1 }], 'zstd', 1e6)).not.toThrow();
  expect(() => decodedAtOnce([{ bytes, at: 1 }], 'zstd', 10)).toThrow('larger');
});

it('a request that was encoded is read, and one that was not, though it says so, is told without', async () => {
  [encoding, encoded] = ['identity', answer];
  for (const body of [gzipSync(asked), Buffer.from(asked)]) {
    await new Promise((resolve) => {
      const headers = { 'content-encoding': 'gzip' };
      const request = httpRequest(`${server.url}/v1/chat/completions`, { method: 'POST', headers }, (response) =>
        response.resume().on('end', resolve),
      );
      request.end(body);
    });
  }
  const calls = await capturing.calls();
  expect(calls).toMatchObject([{ request: { model: 'gpt-4o' } }]);
});

const together = (chunks: readonly TimedBytes[] | undefined): Buffer | undefined =>
  chunks && Buffer.concat(chunks.map(({ bytes }) => bytes));
