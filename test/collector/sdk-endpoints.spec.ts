import { gzipSync } from 'node:zlib';
import { MAX_BODY_BYTES } from '../../lib/protocol/limits.js';
import { answer, collecting, get, line, post, traceLines } from './collecting.js';

const START = '2026-01-01T00:00:00.000Z';
const refused = (message: RegExp): unknown => ({ error: { message: expect.stringMatching(message) as unknown } });

describe('POST /api/sdk/v3/log', () => {
  it.each([['text/plain'], ['application/json'], [undefined]])('takes lines as %s', async (type) => {
    const { url, traces } = await collecting();
    const headers = type === undefined ? {} : { 'content-type': type };
    const body = new TextEncoder().encode(traceLines('t1', START).join('\n'));
    const sent = fetch(`${url}/api/sdk/v3/log?id=repo`, { method: 'POST', body, headers });
    expect(await answer(sent)).toEqual({ status: 200, body: {} });
    expect(traces()).toMatchObject([{ id: 't1', name: 'trace t1', status: 'ok' }]);
  });

  it('puts together what comes in several requests and in any order', async () => {
    const { url, traces } = await collecting();
    await post(
      url,
      line('generation', 'g', 'result', {
        result: { id: 'r', usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 } },
      }),
    );
    await post(url, line('trace', 't', 'add-generation', { id: 'g', name: 'ask', startTimestamp: START }));
    await post(url, line('trace', 't', 'create', { name: 'chat', startTimestamp: START }));
    expect(traces()).toMatchObject([{ name: 'chat', children: [{ name: 'ask', usage: { total_tokens: 3 } }] }]);
  });

  it('takes nothing of an empty body', async () => {
    const { url, traces } = await collecting();
    expect(await answer(post(url, ''))).toEqual({ status: 200, body: {} });
    expect(traces()).toEqual([]);
  });

  it('takes gzip', async () => {
    const { url, traces } = await collecting();
    const body = new Uint8Array(gzipSync(traceLines('t1', START).join('\n')));
    expect((await post(url, body, { headers: { 'content-encoding': 'gzip' } })).status).toBe(200);
    expect(traces()).toHaveLength(1);
  });

  it('refuses a body with a malformed line, names the line and keeps nothing of it', async () => {
    const { url, traces } = await collecting();
    const body = [...traceLines('t1', START), 'trace{id=t2,action=create,data={"name":', ...traceLines('t3', START)];
    expect(await answer(post(url, body))).toEqual({ status: 400, body: refused(/^line 3: /) });
    expect(traces()).toEqual([]);
    expect(await get(url, '/api/stats')).toMatchObject({ body: { lines: 0, traces: 0 } });
  });

  it('shows what is not UTF-8 as such, and refuses it where a line needs it', async () => {
    const { url, traces } = await collecting();
    const body = Buffer.concat([
      Buffer.from('trace{id=t,action=update,data={"input":"'),
      Buffer.from([0xff]),
      Buffer.from('"}}'),
    ]);
    expect((await post(url, new Uint8Array(body))).status).toBe(200);
    expect(traces()).toMatchObject([{ input: '\ufffd' }]);
    expect((await post(url, new Uint8Array([0xff, 0xfe, 0x00]))).status).toBe(400);
  });

  it('takes a body of exactly the largest size and refuses one of a byte more', async () => {
    const { url, traces } = await collecting();
    const frame = line('trace', 't', 'update', { input: '' });
    const largest = frame.replace('""', `"${'x'.repeat(MAX_BODY_BYTES - frame.length)}"`);
    expect(await answer(post(url, `${largest} `))).toMatchObject({
      status: 413,
      body: refused(/larger than 5242880 bytes/),
    });
    expect(traces()).toEqual([]);
    expect(await answer(post(url, largest))).toMatchObject({ status: 200 });
    expect(traces()).toHaveLength(1);
  });

  it('answers a body that is far too large and can be asked again', async () => {
    const { url } = await collecting();
    expect((await post(url, 'x'.repeat(4 * MAX_BODY_BYTES))).status).toBe(413);
    expect((await post(url, traceLines('t', START))).status).toBe(200);
  });

  it('refuses a small body that unzips to more than the largest size', async () => {
    const { url } = await collecting();
    const bomb = new Uint8Array(gzipSync(Buffer.alloc(MAX_BODY_BYTES + 1)));
    expect((await post(url, bomb, { headers: { 'content-encoding': 'gzip' } })).status).toBe(413);
  });

  it.each([
    ['gzip', 400],
    ['br', 415],
  ])('refuses plain text that says it is %s', async (encoding, status) => {
    const { url } = await collecting();
    const sent = post(url, traceLines('t', START), { headers: { 'content-encoding': encoding } });
    expect(await answer(sent)).toMatchObject({ status, body: refused(/./) });
  });

  it('keeps lines with data that is nested very deep, and still answers', async () => {
    const { url } = await collecting();
    const deep = '['.repeat(20_000) + ']'.repeat(20_000);
    await post(url, [
      line('trace', 't', 'add-generation', { id: 'g' }),
      `generation{id=g,action=result,data={"result":{"a":${deep}}}}`,
    ]);
    expect(await get(url, '/api/traces/t')).toMatchObject({ status: 200, body: { children: [{ id: 'g' }] } });
  });
});

describe('The other endpoints of an SDK', () => {
  it('know every repository and every evaluator', async () => {
    const { url } = await collecting();
    expect(await get(url, '/api/sdk/v3/log-repositories?loggerId=any')).toEqual({ status: 200, body: { data: {} } });
    const check = fetch(`${url}/api/sdk/v1/log-repositories/check-attach-evaluators`, {
      method: 'POST',
      body: JSON.stringify({ repoId: 'any', evaluatorNames: ['bias'] }),
    });
    expect(await answer(check)).toEqual({ status: 200, body: { data: {} } });
  });

  it('are not there under another path or method', async () => {
    const { url } = await collecting();
    expect(await get(url, '/api/sdk/v3/logs')).toMatchObject({ status: 404, body: refused(/\/api\/sdk\/v3\/logs/) });
    const response = await fetch(`${url}/api/sdk/v3/log`);
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
  });

  it.each([
    '%',
    '//',
    '/\\evil',
    '/%2e%2e/%2e%2e/etc/passwd',
    `/api/traces/${'x'.repeat(2000)}`,
    '/api/traces/%E0%A4%A',
  ])('answer JSON for the odd path %s', async (path) => {
    const { url } = await collecting();
    const { status, body } = await answer(fetch(url + (path.startsWith('/') ? path : `/${path}`)));
    expect([400, 404]).toContain(status);
    expect(body).toEqual(refused(/./));
  });
});

describe('A key of its own', () => {
  it('is asked of whoever writes', async () => {
    const { url, traces } = await collecting({ apiKey: 'right' });
    const wrong = { status: 401, body: refused(/x-maxim-api-key/) };
    expect(await answer(post(url, traceLines('t', START), { headers: { 'x-maxim-api-key': 'wrong' } }))).toEqual(wrong);
    expect(await answer(fetch(`${url}/api/sdk/v3/log?id=repo`, { method: 'POST', body: '' }))).toEqual(wrong);
    expect(await get(url, '/api/sdk/v3/log-repositories?loggerId=x')).toEqual(wrong);
    expect(traces()).toEqual([]);
    expect((await post(url, traceLines('t', START), { headers: { 'x-maxim-api-key': 'right' } })).status).toBe(200);
    expect(traces()).toHaveLength(1);
  });

  it('is not asked of who reads on this machine, but must not be a wrong one', async () => {
    const { url } = await collecting({ apiKey: 'right' });
    expect((await get(url, '/api/traces')).status).toBe(200);
    expect((await get(url, '/api/traces', { 'x-maxim-api-key': 'right' })).status).toBe(200);
    expect((await get(url, '/api/traces', { 'x-maxim-api-key': 'wrong' })).status).toBe(401);
  });

  it('is asked of who reads where other machines are let in', async () => {
    const { url } = await collecting({ apiKey: 'right', host: '0.0.0.0' });
    expect((await get(url, '/api/traces')).status).toBe(401);
    expect((await get(url, '/api/traces', { 'x-maxim-api-key': 'right' })).status).toBe(200);
  });
});
