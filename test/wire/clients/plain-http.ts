import axios from 'axios';
import got from 'got';
import { request as httpRequest } from 'node:http';
import { request as undiciRequest } from 'undici';
import { type Asked, type Client, say, type Servers } from './client.js';
import { GPT } from './openai-like.js';

const headers = { 'content-type': 'application/json' };

function posted(url: string, { signal }: Asked, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { method: 'POST', headers, ...(signal && { signal }) }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (piece: string) => (text += piece));
      response.on('end', () => resolve(text)).on('error', reject);
    });
    request.on('error', reject);
    request.write(body.slice(0, 20));
    request.end(body.slice(20));
  });
}

/** Clients of HTTP, which know nothing of models. */
export function plainHttp({ url: base }: Servers): Client[] {
  const url = `${base}/v1/chat/completions`;
  const client = (name: string, post: (asked: Asked, body: string) => Promise<unknown>): Client => ({
    ...{ name, ...GPT, isPlain: true, triesAgain: false },
    ask: (asked) => post(asked, JSON.stringify({ model: 'gpt-4o', messages: say(asked.question) })),
  });
  return [
    client('fetch', async ({ signal = null }, body) =>
      (await fetch(url, { method: 'POST', headers, body, signal })).json(),
    ),
    client('undici request', async ({ signal }, body) =>
      (await undiciRequest(url, { method: 'POST', headers, body, ...(signal && { signal }) })).body.json(),
    ),
    client('axios', ({ signal }, body) => axios.post(url, body, { headers, ...(signal && { signal }) })),
    client('got', ({ signal }, body) => {
      const answer = got.post(url, { body, headers, retry: { limit: 0 } });
      signal?.addEventListener('abort', () => answer.cancel());
      return answer.json();
    }),
    client('node:http', (asked, body) => posted(url, asked, body)),
  ];
}
