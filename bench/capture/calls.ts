import { Agent, request as httpRequest } from 'node:http';
import OpenAI from 'openai';
import { request } from '../observe/work.js';

/** What an app does with the network, one after the other. */

export type Kind = 'json' | 'stream' | 'fetch' | 'http';

/** @returns ms until the first of the answer came */
export type Call = (n: number) => Promise<number>;

function posted(url: string, agent: Agent, body: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json' };
    const asked = httpRequest(url, { method: 'POST', agent, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (piece: string) => (text += piece));
      response.on('end', () => resolve(JSON.parse(text) as void));
    });
    asked.on('error', reject).end(body);
  });
}

/** @param url of the server */
export function callsOf(url: string): Record<Kind, Call> {
  const { chat } = new OpenAI({ apiKey: 'key', baseURL: `${url}/v1` });
  const agent = new Agent({ keepAlive: true });
  const order = JSON.stringify({ customer: 7, items: [{ sku: 'a', count: 2 }] });
  const timed = (ask: (n: number) => Promise<unknown>): Call => {
    return async (n) => {
      const start = performance.now();
      await ask(n);
      return performance.now() - start;
    };
  };
  return {
    json: timed((n) => chat.completions.create(request(n))),
    async stream(n) {
      const start = performance.now();
      let first = 0;
      for await (const _ of await chat.completions.create({ ...request(n), stream: true })) {
        first ||= performance.now() - start;
      }
      return first;
    },
    fetch: timed(async () => {
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(`${url}/orders`, { method: 'POST', headers, body: order });
      return response.json();
    }),
    http: timed(() => posted(`${url}/orders`, agent, order)),
  };
}
