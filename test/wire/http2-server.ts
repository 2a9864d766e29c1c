import { createServer, type ServerHttp2Session } from 'node:http2';
import { type AddressInfo } from 'node:net';
import { beginning, type Provider, type Received, type Reply, written } from '../parsers/provider-server.js';

/** The same kind of server over HTTP/2 without TLS. */
export async function startHttp2Provider(answer: (request: Received) => Reply): Promise<Provider> {
  const received: Received[] = [];
  const sessions = new Set<ServerHttp2Session>();
  const server = createServer();
  server.on('session', (session) => sessions.add(session));
  server.on('stream', (stream, headers) => {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Record<string, unknown>;
      const request = { path: headers[':path'] ?? '', headers, body };
      received.push(request);
      const reply = answer(request);
      const [type, pieces] = written(reply);
      stream.respond({ ...reply.headers, ':status': reply.status ?? 200, 'content-type': type });
      if (reply.cut) {
        stream.write(beginning(pieces), () => reply.cut === 'reset' && stream.session?.destroy());
      } else {
        stream.end(Buffer.concat(pieces));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(port)}`,
    received,
    async close() {
      for (const session of sessions) session.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
