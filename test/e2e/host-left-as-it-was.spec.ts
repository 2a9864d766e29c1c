import { inChild } from '../observe/child.js';

describe('the host app', () => {
  it('is left as it was, and its process ends by itself', async () => {
    const { sent, changed } = (await inChild('../../e2e/host/app-life.ts')) as { sent: number; changed: string[] };
    expect(sent).toBeGreaterThan(0);
    expect(changed).toEqual([]);
  });
});
