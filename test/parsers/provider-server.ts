import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';

/** What the server answers a request with: a JSON body, or server-sent events. */
export interface Reply {
  status?: number;
  json?: unknown;
  /** Data of each event; a pair is an event with a name. */
  events?: readonly (object | string | readonly [name: string, data: object])[];
  /** Bytes as they are, under their content type. */
  raw?: readonly [contentType: string, body: string | Uint8Array];
  headers?: Record<string, string>;
}

/** A request as it came over the socket. */
export interface Received {
  path: string;
  body: Record<string, unknown>;
}

async function body(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return chunks.length > 0 ? (JSON.parse(Buffer.concat(chunks).toString('utf8')) as Record<string, unknown>) : {};
}

function eventText(event: object | string | readonly [string, object]): string {
  if (typeof event === 'string') return `data: ${event}\n\n`;
  if (Array.isArray(event)) return `event: ${String(event[0])}\ndata: ${JSON.stringify(event[1])}\n\n`;
  return `data: ${JSON.stringify(event)}\n\n`;
}

function send(response: ServerResponse, reply: Reply): void {
  if (reply.raw) {
    response.writeHead(reply.status ?? 200, { ...reply.headers, 'content-type': reply.raw[0] }).end(reply.raw[1]);
  } else if (reply.events) {
    response.writeHead(200, { ...reply.headers, 'content-type': 'text/event-stream' });
    for (const event of reply.events) response.write(eventText(event));
    response.end();
  } else {
    const headers = { ...reply.headers, 'content-type': 'application/json' };
    response.writeHead(reply.status ?? 200, headers).end(JSON.stringify(reply.json));
  }
}

/** A server on a free port of this machine that speaks a provider's wire format. */
export interface Provider {
  readonly url: string;
  /** The requests so far, oldest first. */
  readonly received: readonly Received[];
  close(): Promise<void>;
}

export async function startProvider(answer: (request: Received) => Reply): Promise<Provider> {
  const received: Received[] = [];
  const server = createServer((incoming, response) => {
    void body(incoming).then((parsed) => {
      const request = { path: incoming.url ?? '', body: parsed };
      received.push(request);
      send(response, answer(request));
    });
  });
  server.keepAliveTimeout = 0; // A connection that rested while the machine was busy must not be cut as it is taken up again.
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(port)}`,
    received,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
