import { collecting, get, line, post, traceLines } from './collecting.js';

const START = '2026-01-01T00:00:00.000Z';

/** Reads a stream of events until it holds a text, or ends. */
async function readUntil(reader: ReadableStreamDefaultReader<Uint8Array>, wanted: string): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  while (!text.includes(wanted)) {
    const { done, value } = await reader.read();
    if (done) break;
    text += decoder.decode(value, { stream: true });
  }
  return text;
}

async function listening(url: string): Promise<ReadableStreamDefaultReader<Uint8Array>> {
  const response = await fetch(`${url}/api/events`);
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  const reader = response.body?.getReader();
  if (!reader) throw new Error('There is no stream.');
  await readUntil(reader, 'retry:');
  return reader;
}

describe('GET /api/events', () => {
  it('tells every reader which traces changed, once a request', async () => {
    const { url } = await collecting();
    const readers = [await listening(url), await listening(url)];
    await post(url, [...traceLines('t1', START), ...traceLines('t2', START)]);
    await post(url, line('trace', 't1', 'add-span', { id: 'last' }));
    await post(url, traceLines('end', START));
    for (const reader of readers) {
      const text = await readUntil(reader, '"end"');
      expect(text).toBe(['t1', 't2', 't1', 'end'].map((id) => `event: trace\ndata: {"id":"${id}"}\n\n`).join(''));
      await reader.cancel();
    }
  });

  it('says nothing of what changed nothing: lines that came before, orphans, a refused body', async () => {
    const { url } = await collecting();
    await post(url, traceLines('t', START));
    const reader = await listening(url);
    await post(url, traceLines('t', START));
    await post(url, line('span', 'orphan', 'end'));
    await post(url, [...traceLines('refused', START), 'broken']);
    await post(url, traceLines('end', START));
    expect(await readUntil(reader, '"end"')).toBe('event: trace\ndata: {"id":"end"}\n\n');
    await reader.cancel();
  });

  it('goes on for the others when a reader leaves', async () => {
    const { url } = await collecting();
    const [leaver, stayer] = [await listening(url), await listening(url)];
    await leaver.cancel();
    await post(url, traceLines('t', START));
    expect(await readUntil(stayer, '"t"')).toContain('"t"');
    expect((await get(url, '/api/stats')).status).toBe(200);
    await stayer.cancel();
  });

  it('ends when the collector closes', async () => {
    const collector = await collecting();
    const reader = await listening(collector.url);
    const rest = readUntil(reader, 'never');
    await collector.close();
    expect(await rest).toBe('');
  });
});
