import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { ChatApi } from './chat-api.js';

/** A server that runs beside the app. */
export interface StandIn {
  /** To be used as OPENAI_BASE_URL. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Starts a server that speaks OpenAI's chat completions, whole and streamed, on a free port of this machine. Its answers
 * are put together from the messages it gets.
 *
 * @param models those it knows; any other is refused as OpenAI does it
 */
export async function startOpenAIStandIn(models: readonly string[]): Promise<StandIn> {
  const api = new ChatApi(models);
  const server = createServer((request, response) => void api.handle(request, response));
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
