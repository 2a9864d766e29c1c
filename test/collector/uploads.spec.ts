import { type Collector } from '../../lib/collector/index.js';
import { answer, collecting, get, line, post, traceLines } from './collecting.js';

const START = '2026-01-01T00:00:00.000Z';
const KEY = 'repo/large-logs/11111111-1111-1111-1111-111111111111';
const LARGE = line('trace', 't', 'update', { input: 'x'.repeat(1_000_000) });
const ASK = line('storage', '11111111-1111-1111-1111-111111111111', 'process-large-log', { key: KEY });

async function place({ url }: Collector, key = KEY, mimeType = 'text/plain', size = LARGE.length): Promise<string> {
  const query = new URLSearchParams({ key, mimeType, size: size.toString() });
  const { status, body } = await get(url, `/api/sdk/v1/log-repositories/attachments/upload-url?${query.toString()}`);
  expect({ status, body }).toEqual({
    status: 200,
    body: { data: { url: expect.stringMatching(`^${url}/api/uploads/`) as unknown } },
  });
  return (body as { data: { url: string } }).data.url;
}

const put = (url: string, body: string | Uint8Array<ArrayBuffer>, type = 'text/plain'): Promise<Response> =>
  fetch(url, { method: 'PUT', body, headers: { 'content-type': type } });

describe('A line that is too large for a body', () => {
  it('counts once it was uploaded and asked for', async () => {
    const collector = await collecting();
    expect((await put(await place(collector), LARGE)).status).toBe(200);
    expect(collector.traces()).toEqual([]);
    await post(collector.url, [...traceLines('t', START), ASK]);
    expect(collector.traces()).toMatchObject([{ id: 't', input: 'x'.repeat(1_000_000) }]);
  });

  it('may be asked for before it has arrived', async () => {
    const collector = await collecting();
    const there = await place(collector);
    await post(collector.url, [...traceLines('t', START), ASK]);
    expect(collector.traces()[0]).not.toHaveProperty('input');
    await put(there, LARGE);
    expect(collector.traces()).toMatchObject([{ input: 'x'.repeat(1_000_000) }]);
  });

  it('counts once where the upload is sent again', async () => {
    const collector = await collecting();
    const feedback = line('trace', 't', 'add-feedback', { score: 1 });
    const there = await place(collector);
    await put(there, feedback);
    await put(there, feedback);
    await post(collector.url, [...traceLines('t', START), ASK]);
    await put(there, feedback);
    await post(collector.url, ASK);
    expect(collector.traces()).toMatchObject([{ feedback: [{ score: 1 }] }]);
  });

  it('is refused where it is malformed', async () => {
    const collector = await collecting();
    await post(collector.url, ASK);
    expect(await answer(put(await place(collector), 'trace{broken'))).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringMatching(/^line 1: /) as unknown } },
    });
    expect(collector.traces()).toEqual([]);
  });
});

describe('A file', () => {
  it('is taken, and its line shows on its element', async () => {
    const collector = await collecting();
    const key = 'repo/trace/t/files/original/a1';
    const image = new Uint8Array([0x89, 0x50, 0x4e, 0x47]);
    expect((await put(await place(collector, key, 'image/png', 4), image, 'image/png')).status).toBe(200);
    await post(collector.url, [
      ...traceLines('t', START),
      line('trace', 't', 'add-attachment', { id: 'a1', type: 'fileData', mimeType: 'image/png', size: 4, key }),
    ]);
    expect(collector.traces()).toMatchObject([{ attachments: [{ id: 'a1', mimeType: 'image/png', size: 4, key }] }]);
  });

  it('is refused under another content type, an unknown address, or without what an upload takes', async () => {
    const collector = await collecting();
    expect((await put(await place(collector), LARGE, 'image/png')).status).toBe(400);
    expect((await put(`${collector.url}/api/uploads/unknown`, LARGE)).status).toBe(404);
    const path = '/api/sdk/v1/log-repositories/attachments/upload-url';
    for (const query of [
      '',
      '?key=k',
      '?key=k&mimeType=m',
      '?key=k&mimeType=m&size=big',
      '?key=k&mimeType=m&size=-1',
    ]) {
      expect((await get(collector.url, path + query)).status).toBe(400);
    }
  });

  it('is refused where it is larger than 50 MB, as announced and as sent', async () => {
    const collector = await collecting();
    const path = '/api/sdk/v1/log-repositories/attachments/upload-url?key=k&mimeType=m&size=50000001';
    expect((await get(collector.url, path)).status).toBe(413);
    const there = await place(collector, 'repo/trace/t/files/original/a1', 'text/plain', 1);
    expect((await put(there, new Uint8Array(50_000_001))).status).toBe(413);
  });

  it('needs no key beyond its address', async () => {
    const collector = await collecting({ apiKey: 'right' });
    const query = new URLSearchParams({ key: KEY, mimeType: 'text/plain', size: '1' }).toString();
    const path = `/api/sdk/v1/log-repositories/attachments/upload-url?${query}`;
    expect((await get(collector.url, path)).status).toBe(401);
    const { body } = await get(collector.url, path, { 'x-maxim-api-key': 'right' });
    expect((await put((body as { data: { url: string } }).data.url, LARGE)).status).toBe(200);
  });
});
