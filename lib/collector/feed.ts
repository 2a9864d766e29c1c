import { type ServerResponse } from 'node:http';
import { Refusal } from './refusal.js';

/** Time between two signs of life, in ms: proxies close what is silent for a minute. */
const HEARTBEAT = 20_000;
const MAX_READERS = 100;
/** Bytes that may wait for a reader before it counts as gone. */
const MAX_WAITING = 1_000_000;

/** Tells readers which traces changed, as server-sent events: `event: trace` with `{ id }`. */
export class Feed {
  private readonly readers = new Set<ServerResponse>();
  private heart: NodeJS.Timeout | undefined;

  /**
   * Takes over a response.
   *
   * @throws Refusal 503 where there are too many readers
   */
  join(response: ServerResponse): void {
    if (this.readers.size >= MAX_READERS) throw new Refusal(503, 'Too many readers of events.');
    this.heart ??= setInterval(() => this.send(': still here\n\n'), HEARTBEAT).unref();
    this.readers.add(response);
    response.on('close', () => this.readers.delete(response));
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    response.write('retry: 1000\n\n');
  }

  announce(ids: Iterable<string>): void {
    for (const id of ids) this.send(`event: trace\ndata: ${JSON.stringify({ id })}\n\n`);
  }

  close(): void {
    clearInterval(this.heart);
    for (const reader of this.readers) reader.end();
  }

  private send(text: string): void {
    for (const reader of this.readers) {
      if (reader.writableLength > MAX_WAITING) reader.destroy();
      else reader.write(text);
    }
  }
}
