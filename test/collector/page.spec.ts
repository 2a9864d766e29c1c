import { createHash } from 'node:crypto';
import { collecting, line, post, traceLines } from './collecting.js';

const START = '2026-01-01T00:00:00.000Z';
const HOSTILE = '<script>alert("1")</script>';

const html = async (url: string): Promise<string> => (await fetch(url)).text();

describe('GET /', () => {
  it('says what this is, how to point an app at it and where the traces are', async () => {
    const { url } = await collecting();
    const response = await fetch(url);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const text = await response.text();
    expect(text).toMatch(/local stand-in for Maxim[^]*href="\/api\/traces"/);
    expect(text).toContain(`MAXIM_BASE_URL=${url} MAXIM_API_KEY=anything`);
  });

  it('shows the traces as trees, newest first, whatever is in them', async () => {
    const { url } = await collecting();
    await post(url, traceLines('a', START, { name: 'older', input: 'what was asked' }));
    await post(url, traceLines('b', '2026-01-02T00:00:00.000Z', { name: HOSTILE }));
    const text = await html(url);
    expect(text).toMatch(/alert[^]*older[^]*what was asked[^]*href="\/api\/traces\/a"/);
    expect(text).not.toContain('<script');
  });

  it('filters as the API does, and goes on to older ones', async () => {
    const { url } = await collecting();
    for (const id of ['a', 'b', 'c']) await post(url, traceLines(id, START, { name: `trace-${id}` }));
    expect(await html(`${url}/?q=trace-b`)).toMatch(/value="trace-b"[^]*<summary>[^<]*trace-b /);
    expect(await html(`${url}/?q=trace-b`)).not.toContain('trace-c');
    expect(await html(`${url}/?q=${encodeURIComponent(`"${HOSTILE}`)}`)).toMatch(/No trace is here\. <a href="\/">/);
    const first = await html(`${url}/?limit=2`);
    const next = /<a href="(\/\?[^"]+)">Older/.exec(first)?.[1]?.replaceAll('&#38;', '&');
    expect(await html(url + String(next))).toContain('trace-a');
  });

  it('cuts what is long', async () => {
    const { url } = await collecting();
    await post(url, [...traceLines('a', START), line('trace', 'a', 'update', { input: 'long '.repeat(100_000) })]);
    expect((await html(url)).length).toBeLessThan(150_000);
  });

  it('allows its own style and nothing else', async () => {
    const { url } = await collecting();
    const response = await fetch(url);
    const style = /<style>([^]*)<\/style>/.exec(await response.text())?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    const policy = response.headers.get('content-security-policy');
    expect(policy).toContain(`default-src 'none'; style-src 'sha256-${hash}';`);
  });

  it('shows no trace to whom reading takes a key', async () => {
    const { url } = await collecting({ host: '0.0.0.0', apiKey: 'key' });
    await post(url, traceLines('a', START, { name: 'secret-trace' }));
    const response = await fetch(url);
    expect(response.status).toBe(200);
    expect(await response.text()).not.toContain('secret-trace');
  });
});
