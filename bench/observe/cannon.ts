import autocannon from 'autocannon';
import { serve } from '../child.js';
import { request } from './work.js';

/** Autocannon in a process of its own. */

export interface Shots {
  readonly url: string;
  readonly requests: number;
}

const CONNECTIONS = 20;

serve<Shots>(async ({ url, requests }) => {
  const start = performance.now();
  const { '2xx': answered } = await autocannon({
    url: `${url}/ask`,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request(1)),
    connections: CONNECTIONS,
    amount: requests,
  });
  if (answered !== requests) throw new Error(`Of ${requests} requests ${answered} were answered.`);
  return requests / ((performance.now() - start) / 1_000);
});
