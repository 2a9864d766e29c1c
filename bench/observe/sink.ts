import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { serve } from '../child.js';

/** Takes what any subject sends, in a process of its own, and counts the bytes. */

export type SinkMessage = { address: true } | { taken: true };

/** What LangSmith's client asks for first: batches of many parts, uncompressed, which is the cheapest for it. */
const INFO = JSON.stringify({
  version: '0.12.0',
  batch_ingest_config: { use_multipart_endpoint: true, size_limit: 100 },
});

let bytes = 0;

const server = createServer((request, response) => {
  request.on('data', (chunk: Buffer) => (bytes += chunk.length));
  request.on('end', () => {
    response.setHeader('content-type', 'application/json');
    response.end(request.url === '/info' ? INFO : '{}');
  });
});

server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  serve<SinkMessage>((message) => {
    if ('address' in message) return `http://127.0.0.1:${port}`;
    const taken = bytes;
    bytes = 0;
    return taken;
  });
});
