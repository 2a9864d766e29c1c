import { connect } from 'node:net';
import { collecting, post, traceLines } from './collecting.js';

const START = '2026-01-01T00:00:00.000Z';
const BODY = traceLines('t', START).join('\n');

/** Sends a request as text and gives the answer as text. */
function raw(url: string, head: string[], body = ''): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    let answer = '';
    socket.on('data', (chunk) => (answer += chunk.toString()));
    socket.on('end', () => resolve(answer));
    socket.on('error', reject);
    socket.end(
      [...head, 'Connection: close', `Content-Length: ${Buffer.byteLength(body).toString()}`, '', body].join('\r\n'),
    );
  });
}

const statusOf = async (answer: Promise<string>): Promise<number> => Number((await answer).split(' ')[1]);
const ask = (url: string, host: string): Promise<number> =>
  statusOf(raw(url, ['GET /api/traces HTTP/1.1', `Host: ${host}`]));
const write = (url: string, ...headers: string[]): Promise<number> =>
  statusOf(raw(url, ['POST /api/sdk/v3/log?id=r HTTP/1.1', `Host: ${new URL(url).host}`, ...headers], BODY));

describe('A collector on a loopback address', () => {
  it.each(['localhost', 'LOCALHOST:1234', '127.0.0.1', '127.1.2.3:80', '[::1]:4319', 'app.localhost'])(
    'answers to the name %s',
    async (host) => {
      const { url } = await collecting();
      expect(await ask(url, host)).toBe(200);
    },
  );

  it.each([
    'evil.example',
    'evil.example:4319',
    '127.0.0.1.evil.example',
    'localhost.evil.example',
    '192.168.0.7',
    'a@b',
    '[::2]',
  ])('does not answer to the name %s, whoever points it here', async (host) => {
    const { url } = await collecting();
    expect(await ask(url, host)).toBe(403);
  });

  it('does not answer without a name', async () => {
    const { url } = await collecting();
    expect(await statusOf(raw(url, ['GET /api/traces HTTP/1.0']))).toBe(403);
  });
});

describe('A collector on all addresses', () => {
  it('answers to any name', async () => {
    const { url } = await collecting({ host: '0.0.0.0' });
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(await ask(url, 'collector.internal:4319')).toBe(200);
  });
});

describe('A page of another site', () => {
  it.each(['https://evil.example', 'http://localhost:3000', 'null', 'not an origin'])(
    'cannot write from the origin %s',
    async (origin) => {
      const { url, traces } = await collecting();
      expect(await write(url, `Origin: ${origin}`)).toBe(403);
      expect(traces()).toEqual([]);
    },
  );

  it('cannot ask whether it may', async () => {
    const { url } = await collecting();
    const response = await fetch(`${url}/api/sdk/v3/log?id=r`, {
      method: 'OPTIONS',
      headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
    });
    expect(response.status).toBe(403);
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('is told apart from a page of the collector and from an SDK', async () => {
    const { url, traces } = await collecting();
    expect(await write(url, `Origin: ${url}`)).toBe(200);
    expect(await write(url)).toBe(200);
    expect(traces()).toHaveLength(1);
  });
});

describe('Every answer', () => {
  it('forbids guessing its type, running anything in it, keeping it, and use by other sites', async () => {
    const { url } = await collecting();
    const answers = await Promise.all([
      fetch(url),
      fetch(`${url}/api/traces`),
      fetch(`${url}/nothing`),
      post(url, 'broken'),
    ]);
    for (const { headers } of answers) {
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
      expect(headers.get('access-control-allow-origin')).toBeNull();
    }
  });

  it('is given also to what is hardly HTTP, and the collector goes on', async () => {
    const { url } = await collecting();
    expect(await raw(url, ['NONSENSE'])).toMatch(/^HTTP\/1\.1 400 /);
    expect(await statusOf(raw(url, ['OPTIONS * HTTP/1.1', `Host: ${new URL(url).host}`]))).toBe(400);
    expect(
      await statusOf(raw(url, [`GET http://other.example/api/stats HTTP/1.1`, `Host: ${new URL(url).host}`])),
    ).toBe(200);
    expect(await ask(url, 'localhost')).toBe(200);
  });

  it('survives a client that breaks off its body', async () => {
    const { url, traces } = await collecting();
    const { hostname, port, host } = new URL(url);
    await new Promise<void>((resolve) => {
      const socket = connect(Number(port), hostname, () => {
        socket.write(`POST /api/sdk/v3/log?id=r HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 1000\r\n\r\n${BODY}`, () =>
          socket.destroy(),
        );
      });
      socket.on('close', () => resolve());
    });
    expect((await post(url, traceLines('after', START))).status).toBe(200);
    expect(traces().map(({ id }) => id)).toEqual(['after']);
  });
});
