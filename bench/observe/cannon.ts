import autocannon from 'autocannon';
import { serve } from '../child.js';
import { request } from './work.js';

/** Autocannon in a process of its own. */

export interface Shots {
  readonly url: string;
  readonly seconds: number;
}

export interface Hits {
  readonly requests: number;
  readonly perSecond: number;
}

const CONNECTIONS = 20;

serve<Shots>(async ({ url, seconds }): Promise<Hits> => {
  const {
    '2xx': requests,
    duration,
    errors,
    non2xx,
  } = await autocannon({
    url: `${url}/ask`,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request(1)),
    connections: CONNECTIONS,
    duration: seconds,
  });
  if (errors + non2xx > 0) throw new Error(`${errors + non2xx} requests failed.`);
  return { requests, perSecond: requests / duration };
});
