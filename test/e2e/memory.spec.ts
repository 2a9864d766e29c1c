import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { inChild } from '../observe/child.js';

jest.setTimeout(600_000);

const CALLS = 30_000;

let sink: Server;
let url: string;
beforeAll(async () => {
  sink = createServer((request, response) => {
    request.resume().on('end', () => response.end('{}'));
  }).listen(0, '127.0.0.1');
  await once(sink, 'listening');
  url = `http://127.0.0.1:${(sink.address() as AddressInfo).port}`;
});
afterAll(() => {
  sink.closeAllConnections();
  sink.close();
});

interface Growth {
  /** Bytes. */
  readonly perCall: number;
  readonly open: number;
}
const grow = (kind: string): Promise<unknown> => inChild('../../e2e/host/memory.ts', kind, url, String(CALLS));

describe('the heap', () => {
  it.each([
    'calls that end',
    'calls that fail',
    'one promise for all',
    'streams that nobody reads',
    'Observables that nobody subscribes to',
  ])('does not grow with %s', async (kind) => {
    const { perCall, open } = (await grow(kind)) as Growth;
    // The smallest object takes 16 bytes; a heap that does not grow still differs by 150 kB from run to run.
    expect(perCall).toBeLessThan(16);
    expect(open).toBe(0);
  });

  it.each([
    'promises that never settle',
    'streams that are left in the middle',
    'subscriptions that are never given up',
  ])('holds no more than a number of %s', async (kind) => {
    const { perCall, open } = (await grow(kind)) as Growth;
    // An element that is open takes more than 1,000 bytes.
    expect(perCall).toBeLessThan(200);
    expect(open).toBeLessThanOrEqual(20_000);
  });

  it('holds nothing that a method gave once its trace is over', async () => {
    expect(await inChild('../../e2e/host/memory.ts', 'values', url)).toEqual([]);
  });
});
