import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';

export interface RawServer {
  readonly url: string;
  /** Host and port. */
  readonly host: string;
  close(): Promise<void>;
}

/** A server on a free port whose answers are written out by the test; it gets the request's whole body. */
export async function startRawServer(
  answer: (response: ServerResponse, request: IncomingMessage, body: string) => void,
): Promise<RawServer> {
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (piece: string) => (body += piece));
    request.on('end', () => answer(response, request, body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  return {
    url: `http://${host}`,
    host,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
