import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo } from 'node:net';

/** One request as the server saw it; `body` is what had arrived when it was answered or cut. */
export interface Seen {
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** The body of a request that its client broke off. */
export const BROKEN_OFF = '[broken off]';

/** How one request is treated. @returns what was read of its body */
export type Treatment = (request: IncomingMessage, response: ServerResponse) => Promise<string>;

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

/** Reads the body and answers. */
export function answer(status: number, text = '{}', headers: Record<string, string> = {}): Treatment {
  return async (request, response) => {
    const body = await bodyOf(request);
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text);
    return body;
  };
}

/** Answers by what the body is. */
export function decide(judge: (body: string) => number): Treatment {
  return async (request, response) => {
    const body = await bodyOf(request);
    response.writeHead(judge(body), { 'content-type': 'application/json' }).end('{}');
    return body;
  };
}

/** Cuts the connection at the first bytes of the body. */
export const resetMidBody: Treatment = async (request) => {
  const [chunk] = (await once(request, 'data')) as [Buffer];
  request.socket.resetAndDestroy();
  return chunk.toString();
};

/** Reads the whole body, then cuts the connection instead of answering. */
export const acceptThenCut: Treatment = async (request) => {
  const body = await bodyOf(request);
  request.socket.destroy();
  return body;
};

/** Promises more of an answer than it sends. */
export const cutAnswer: Treatment = async (request, response) => {
  const body = await bodyOf(request);
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' }).write('{"ok":');
  setImmediate(() => request.socket.destroy());
  return body;
};

/** Answers a byte at a time, and never comes to the end. */
export const slowAnswer: Treatment = async (request, response) => {
  const body = await bodyOf(request);
  response.writeHead(200, { 'content-type': 'application/json' });
  const timer = setInterval(() => response.write(' '), 5);
  response.on('close', () => clearInterval(timer));
  return body;
};

/** Reads the body and never answers. */
export const hang: Treatment = bodyOf;

/** A log endpoint that treats each request as the next treatment of its script says, and accepts once the script is over. */
export class FaultyServer {
  readonly seen: Seen[] = [];
  /** How many connections were opened. */
  connections = 0;
  /** What every request gets once the script is over. */
  afterwards: Treatment = answer(200);
  private readonly waiting: { count: number; resolve: () => void }[] = [];

  private constructor(
    private readonly server: Server,
    private readonly script: Treatment[],
    private readonly scheme: 'http' | 'https',
  ) {
    server.on('connection', () => (this.connections += 1));
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      const treatment = this.script.shift() ?? this.afterwards;
      const note = (body: string): void => {
        this.seen.push({ url: request.url ?? '', headers: request.headers, body });
        for (const { count, resolve } of this.waiting) if (this.seen.length >= count) resolve();
      };
      treatment(request, response).then(note, () => note(BROKEN_OFF));
    });
  }

  /** @param identity with which it speaks TLS */
  static async start(
    script: Treatment[] = [],
    port = 0,
    identity?: { key: string; cert: string },
  ): Promise<FaultyServer> {
    const server = identity ? createSecureServer(identity) : createServer();
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return new FaultyServer(server, [...script], identity ? 'https' : 'http');
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `${this.scheme}://127.0.0.1:${this.port}`;
  }

  get bodies(): string[] {
    return this.seen.map(({ body }) => body);
  }

  /** Every line of every body, in the order they came. */
  get lines(): string[] {
    return this.bodies.flatMap((body) => body.split('\n'));
  }

  /** Adds to the script. */
  next(...treatments: Treatment[]): void {
    this.script.push(...treatments);
  }

  /** From now on accepts everything; requests that hang are cut. */
  recover(): void {
    this.script.length = 0;
    this.afterwards = answer(200);
    this.server.closeAllConnections();
  }

  /** Resolves when so many requests were treated. */
  async received(count: number): Promise<void> {
    if (this.seen.length >= count) return;
    await new Promise<void>((resolve) => this.waiting.push({ count, resolve }));
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}
