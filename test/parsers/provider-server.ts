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
  /** The body breaks off amid its words: the server says nothing more, or the connection is gone. */
  cut?: 'hang' | 'reset';
}

/** A request as it came over the socket. */
export interface Received {
  path: string;
  headers?: Readonly<Record<string, unknown>>;
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

/** A reply's content type and its body, piece by piece. */
export function written({ raw, events, json }: Reply): [contentType: string, pieces: Buffer[]] {
  if (raw) return [raw[0], [Buffer.from(raw[1])]];
  if (events) return ['text/event-stream', events.map((event) => Buffer.from(eventText(event)))];
  return ['application/json', [Buffer.from(JSON.stringify(json))]];
}

/** What comes of a body that breaks off: two thirds of it. */
export function beginning(pieces: readonly Buffer[]): Buffer {
  const whole = Buffer.concat(pieces);
  return whole.subarray(0, Math.ceil((whole.length * 2) / 3));
}

function send(response: ServerResponse, reply: Reply): void {
  const [type, pieces] = written(reply);
  response.writeHead(reply.status ?? 200, { ...reply.headers, 'content-type': type });
  if (reply.cut) {
    response.write(beginning(pieces), () => reply.cut === 'reset' && response.destroy());
  } else {
    for (const piece of pieces) response.write(piece);
    response.end();
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
      const request = { path: incoming.url ?? '', headers: incoming.headers, body: parsed };
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
