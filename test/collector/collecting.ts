import { type Collector, type CollectorOptions, startCollector } from '../../lib/collector/index.js';

/** A line of the wire. */
export const line = (entity: string, id: string, action: string, data: Record<string, unknown> = {}): string =>
  `${entity}{id=${id},action=${action},data=${JSON.stringify(data)}}`;

/** The lines of a small trace that has ended. */
export const traceLines = (id: string, start: string, more: Record<string, unknown> = {}): string[] => [
  line('trace', id, 'create', { name: `trace ${id}`, tags: {}, startTimestamp: start, ...more }),
  line('trace', id, 'end', { endTimestamp: start }),
];

const running: Collector[] = [];

/** A collector on a free port, closed after the test. */
export async function collecting(options: CollectorOptions = {}): Promise<Collector> {
  const collector = await startCollector({ port: 0, ...options });
  running.push(collector);
  return collector;
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((collector) => collector.close()));
});

/** Posts lines to the log endpoint. */
export const post = (
  url: string,
  body: string | string[] | Uint8Array<ArrayBuffer>,
  init: RequestInit = {},
): Promise<Response> =>
  fetch(`${url}/api/sdk/v3/log?id=repo`, {
    method: 'POST',
    body: Array.isArray(body) ? body.join('\n') : body,
    ...init,
    headers: { 'x-maxim-api-key': 'key', 'content-type': 'text/plain', ...init.headers },
  });

/** The JSON that is answered, with its status. */
export async function answer(response: Promise<Response>): Promise<{ status: number; body: unknown }> {
  const { status, headers } = await response;
  expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
  return { status, body: await (await response).json() };
}

/** What a path answers. */
export const get = (
  url: string,
  path: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: unknown }> => answer(fetch(url + path, { headers }));
