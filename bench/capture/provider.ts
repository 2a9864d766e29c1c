import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { serve } from '../child.js';
import { EVENTS, JSON_ANSWER } from './answers.js';

/** A model's server in a process of its own, in OpenAI's format; and one that has nothing to do with models. */

const ORDER = JSON.stringify({ id: 7, state: 'shipped', items: [{ sku: 'a', count: 2 }], total: 19.9 });

/** Events so far apart that each is read by itself, by every subject. */
async function stream(response: ServerResponse): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const event of EVENTS) {
    response.write(event);
    await sleep(1);
  }
  response.end();
}

const server = createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8').on('data', (piece: string) => (body += piece));
  request.on('end', () => {
    if (body.includes('"stream":true')) return void stream(response);
    response.setHeader('content-type', 'application/json');
    response.end(request.url === '/orders' ? ORDER : JSON_ANSWER);
  });
});
server.keepAliveTimeout = 0; // A connection that rests between two loads is not cut.

server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  serve(() => `http://127.0.0.1:${port}`);
});
