import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';

/** A request as a server saw it. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What a server answers: a status, and what belongs to it. */
export interface Reply {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/** A server that notes what it is sent and answers as told; 200 `{}` when nothing more is told. */
export interface UpstreamServer {
  readonly url: string;
  readonly seen: Seen[];
  /** Resolves when so many requests have arrived. */
  sawAtLeast(count: number): Promise<void>;
}

/** An answer that is held back until `give` is called. */
export function held(): { reply: Promise<Reply>; give: (reply: Reply) => void } {
  let give: (reply: Reply) => void = () => undefined;
  const reply = new Promise<Reply>((resolve) => (give = resolve));
  return { reply, give: (given) => give(given) };
}

const running: Server[] = [];

afterEach(async () => {
  await Promise.all(
    running.splice(0).map((server) => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    }),
  );
});

/** @param replies for the first requests, in order; a promise holds its answer back */
export async function upstreamServer(...replies: (Reply | Promise<Reply>)[]): Promise<UpstreamServer> {
  const seen: Seen[] = [];
  const arrived: (() => void)[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request;
      seen.push({ method, path, headers, body: Buffer.concat(chunks).toString('latin1') });
      void Promise.resolve(replies.shift() ?? { status: 200 }).then((reply) => {
        response.writeHead(reply.status, reply.headers).end(reply.body ?? '{}');
      });
      for (const resolve of arrived.splice(0)) resolve();
    });
  });
  running.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port.toString()}`,
    seen,
    sawAtLeast: async (count) => {
      while (seen.length < count) await new Promise<void>((resolve) => arrived.push(resolve));
    },
  };
}
