import { get, collecting, line, post, traceLines } from './collecting.js';

const at = (ms: number): string => new Date(Date.UTC(2026, 0, 1) + ms).toISOString();

interface Page {
  traces: { id: string }[];
  nextCursor?: string;
}

const isPage = (body: unknown): body is Page => typeof body === 'object' && body !== null && 'traces' in body;

async function page(url: string, query: string): Promise<{ ids: string[]; next: string | undefined }> {
  const { status, body } = await get(url, `/api/traces?${query}`);
  expect(status).toBe(200);
  if (!isPage(body)) throw new Error('The answer is not a page.');
  return { ids: body.traces.map(({ id }) => id), next: body.nextCursor };
}

describe('GET /api/traces', () => {
  it('gives whole trees, newest first', async () => {
    const { url } = await collecting();
    await post(url, [...traceLines('t1', at(1)), ...traceLines('t3', at(3)), ...traceLines('t2', at(2))]);
    await post(url, line('trace', 't3', 'add-span', { id: 'sp', name: 'step', startTimestamp: at(3) }));
    expect(await get(url, '/api/traces')).toMatchObject({
      status: 200,
      body: { traces: [{ id: 't3', children: [{ id: 'sp', type: 'span' }] }, { id: 't2' }, { id: 't1' }] },
    });
  });

  it('gives page after page, also where traces begin at the same time and more come meanwhile', async () => {
    const { url } = await collecting();
    await post(url, Array.from({ length: 7 }, (_, n) => traceLines(`t${n.toString()}`, at(n < 5 ? 0 : n))).flat());
    const first = await page(url, 'limit=3');
    expect(first.ids).toEqual(['t6', 't5', 't4']);
    await post(url, traceLines('t9', at(9)));
    const second = await page(url, `limit=3&cursor=${first.next ?? ''}`);
    expect(second.ids).toEqual(['t3', 't2', 't1']);
    const third = await page(url, `limit=3&cursor=${second.next ?? ''}`);
    expect(third).toEqual({ ids: ['t0'], next: undefined });
  });

  it('has no next page where the last one is full', async () => {
    const { url } = await collecting();
    await post(url, [...traceLines('t1', at(1)), ...traceLines('t2', at(2))]);
    expect(await page(url, 'limit=2')).toEqual({ ids: ['t2', 't1'], next: undefined });
  });

  it('filters by session, status, model and text, alone and together', async () => {
    const { url } = await collecting();
    await post(url, [
      ...traceLines('a', at(1), { sessionId: 's1' }),
      ...traceLines('b', at(2), { sessionId: 's2' }),
      line('trace', 'b', 'add-span', { id: 'sp', startTimestamp: at(2) }),
      line('span', 'sp', 'add-generation', { id: 'g', model: 'gpt-4o', startTimestamp: at(2) }),
      line('generation', 'g', 'result', {
        result: { choices: [{ index: 0, message: { content: 'Grüße aus KÖLN' } }] },
      }),
      ...traceLines('c', at(3)),
      line('trace', 'c', 'add-error', { id: 'e', message: 'boom' }),
    ]);
    expect((await page(url, 'session=s1')).ids).toEqual(['a']);
    expect((await page(url, 'status=error')).ids).toEqual(['c']);
    expect((await page(url, 'status=ok')).ids).toEqual(['b', 'a']);
    expect((await page(url, 'model=gpt-4o')).ids).toEqual(['b']);
    expect((await page(url, 'model=gpt')).ids).toEqual([]);
    expect((await page(url, `q=${encodeURIComponent('grüße aus köln')}`)).ids).toEqual(['b']);
    expect((await page(url, 'q=BOOM')).ids).toEqual(['c']);
    expect((await page(url, 'q=startTimestamp')).ids).toEqual([]);
    expect((await page(url, 'status=ok&session=s2&model=gpt-4o&q=trace')).ids).toEqual(['b']);
    expect((await page(url, 'status=error&session=s2')).ids).toEqual([]);
    expect((await page(url, 'q=&status=&session=&model=&cursor=')).ids).toEqual(['c', 'b', 'a']);
  });

  it('counts the filtered in a page', async () => {
    const { url } = await collecting();
    await post(
      url,
      Array.from({ length: 6 }, (_, n) =>
        traceLines(`t${n.toString()}`, at(n), { sessionId: `s${(n % 2).toString()}` }),
      ).flat(),
    );
    const first = await page(url, 'session=s1&limit=2');
    expect(first.ids).toEqual(['t5', 't3']);
    expect(await page(url, `session=s1&limit=2&cursor=${first.next ?? ''}`)).toEqual({ ids: ['t1'], next: undefined });
  });

  it.each([
    ['limit=0', /^limit is "0"/],
    ['limit=-1', /^limit/],
    ['limit=1001', /^limit/],
    ['limit=ten', /^limit is "ten"/],
    ['limit=', /^limit/],
    ['limit=1.5', /^limit/],
    ['status=good', /^status is "good".*unfinished/],
    ['cursor=x', /^cursor/],
    ['cursor=%00', /^cursor/],
  ])('refuses %s', async (query, message) => {
    const { url } = await collecting();
    expect(await get(url, `/api/traces?${query}`)).toEqual({
      status: 400,
      body: { error: { message: expect.stringMatching(message) as unknown } },
    });
  });
});

describe('GET /api/traces/:id', () => {
  it('gives a trace, or a session with its traces', async () => {
    const { url } = await collecting();
    await post(url, [...traceLines('t', at(1), { sessionId: 's' }), line('session', 's', 'create', { name: 'talk' })]);
    expect(await get(url, '/api/traces/t')).toMatchObject({
      status: 200,
      body: { type: 'trace', id: 't', sessionId: 's' },
    });
    expect(await get(url, '/api/traces/s')).toMatchObject({
      status: 200,
      body: { type: 'session', name: 'talk', children: [{ id: 't' }] },
    });
  });

  it('answers 404 for what is not there, or not a root', async () => {
    const { url } = await collecting();
    await post(url, [...traceLines('t', at(1)), line('trace', 't', 'add-span', { id: 'sp' })]);
    for (const id of ['sp', 'nothing', '__proto__', 'constructor']) {
      expect(await get(url, `/api/traces/${id}`)).toMatchObject({
        status: 404,
        body: { error: { message: expect.stringContaining(`"${id}"`) as unknown } },
      });
    }
  });
});

describe('GET /api/stats', () => {
  it('tells how much is there', async () => {
    const { url } = await collecting();
    await post(url, [...traceLines('t', at(1)), line('session', 's', 'create')]);
    expect(await get(url, '/api/stats')).toEqual({
      status: 200,
      body: { traces: 1, sessions: 1, lines: 3, bytes: expect.any(Number) as unknown, forgotten: 0 },
    });
  });

  it('counts each session that can be read once, also where only traces name it', async () => {
    const { url } = await collecting();
    await post(url, [
      ...traceLines('a', at(1), { sessionId: 'chat-7' }),
      ...traceLines('b', at(2), { sessionId: 'chat-7' }),
      ...traceLines('c', at(3), { sessionId: 'chat-8' }),
      ...traceLines('d', at(4)),
      line('session', 'chat-8', 'create'),
      line('session', 'chat-9', 'create'),
    ]);
    expect(await get(url, '/api/stats')).toMatchObject({ body: { traces: 4, sessions: 3 } });
    expect(await get(url, '/api/traces/chat-7')).toMatchObject({ body: { children: [{ id: 'a' }, { id: 'b' }] } });
  });
});
