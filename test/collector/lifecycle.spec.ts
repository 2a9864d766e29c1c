import { createServer } from 'node:net';
import { type CollectorOptions, startCollector } from '../../lib/collector/index.js';
import { MaximFault } from '../../lib/faults/fault.js';
import { collecting, get, post, traceLines } from './collecting.js';

const START = '2026-01-01T00:00:00.000Z';
const FORWARD = { baseUrl: 'http://127.0.0.1:1', apiKey: 'secret', repositoryId: 'repo' };

/** What starting it throws. */
async function fault(options: unknown): Promise<MaximFault> {
  const error: unknown = await startCollector(options as CollectorOptions).catch((thrown: unknown) => thrown);
  if (error instanceof MaximFault) return error;
  throw new Error('It did not throw a fault.');
}

describe('startCollector', () => {
  it('listens on a free loopback port where it is given 0', async () => {
    const [a, b] = [await collecting(), await collecting()];
    expect(a.url).toMatch(/^http:\/\/127\.0\.0\.1:[1-9]\d*$/);
    expect(a.url).not.toBe(b.url);
  });

  it('writes an address of IPv6 as a URL does', async () => {
    const { url } = await collecting({ host: '::1' });
    expect(url).toMatch(/^http:\/\/\[::1\]:\d+$/);
    expect((await get(url, '/api/stats')).status).toBe(200);
  });

  it('says that a port is in use, and what to do', async () => {
    const holder = createServer();
    const port = await new Promise<number>((resolve) => {
      holder.listen(0, '127.0.0.1', () => {
        const address = holder.address();
        resolve(typeof address === 'object' && address ? address.port : 0);
      });
    });
    const { message, cause } = await fault({ port });
    expect(message).toBe(
      `Port ${port.toString()} of 127.0.0.1 is in use. Stop what listens there, or choose another port.`,
    );
    expect(cause).toMatchObject({ code: 'EADDRINUSE' });
    await new Promise((resolve) => holder.close(resolve));
  });

  it('says that a host cannot be listened on', async () => {
    expect((await fault({ port: 0, host: '203.0.113.1' })).message).toMatch(/^203\.0\.113\.1 cannot be listened on/);
  });

  it.each([
    [{ port: -1 }, /port has a wrong value\. Give a whole number from 0 to 65535\./],
    [{ port: 65_536 }, /port/],
    [{ port: 1.5 }, /port/],
    [{ port: '4319' }, /port/],
    [{ host: '' }, /host/],
    [{ apiKey: 7 }, /apiKey/],
    [{ dir: '' }, /dir/],
    [{ prot: 0 }, /there is no option "prot"\. Those there are: port, host/],
    [{ forward: 'https://app.getmaxim.ai' }, /forward/],
    [
      { forward: { ...FORWARD, baseUrl: 'ftp://x' } },
      /forward\.baseUrl has a wrong value\. Give an http or https URL\./,
    ],
    [{ forward: { ...FORWARD, baseUrl: 'http://me:secret@127.0.0.1:1' } }, /Give an http or https URL without user/],
    [{ forward: { ...FORWARD, baseUrl: 'http://127.0.0.1:1?a=b' } }, /forward\.baseUrl/],
    [{ forward: { ...FORWARD, baseUrl: 'http://localhost:4319' } }, /Give another server than this collector\./],
    [{ port: 4320, host: '0.0.0.0', forward: { ...FORWARD, baseUrl: 'http://[::1]:4320/' } }, /another server/],
    [{ port: 80, host: '10.0.0.7', forward: { ...FORWARD, baseUrl: 'http://10.0.0.7' } }, /another server/],
    [{ forward: { ...FORWARD, apiKey: '' } }, /forward\.apiKey/],
    [{ forward: { ...FORWARD, repositoryId: undefined } }, /forward\.repositoryId/],
    [{ forward: { ...FORWARD, key: 'secret' } }, /no option "forward\.key"/],
  ])('refuses %j', async (options, message) => {
    const wrong = await fault(options);
    expect(wrong.code).toBe('invalid-option');
    expect(wrong.message).toMatch(message);
    expect(wrong.message).not.toContain('secret');
  });

  it('warns that dir has no effect yet', async () => {
    const warned = jest.spyOn(process, 'emitWarning').mockReturnValue(undefined);
    await collecting({ dir: '/tmp' });
    expect(warned.mock.calls).toEqual([[expect.stringMatching(/dir has no effect yet.*Leave it out/), 'MaximWarning']]);
    warned.mockRestore();
  });

  it('takes an empty key for none', async () => {
    const { url } = await collecting({ apiKey: '' });
    expect((await post(url, traceLines('t', START))).status).toBe(200);
  });
});

describe('close', () => {
  it('stops listening, keeps what was read, and may be called again', async () => {
    const collector = await collecting();
    await post(collector.url, traceLines('t', START));
    await Promise.all([collector.close(), collector.close()]);
    await collector.close();
    await expect(fetch(collector.url)).rejects.toThrow();
    expect(collector.traces()).toHaveLength(1);
  });
});
