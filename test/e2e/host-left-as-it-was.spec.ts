import { inChild } from '../observe/child.js';

describe('the host app', () => {
  it('is left as it was, and its process ends by itself', async () => {
    const life = (await inChild('../../e2e/host/app-life.ts')) as Record<'sent' | 'changed' | 'logged', unknown>;
    expect(life).toEqual({ sent: expect.any(Number) as unknown, changed: [], logged: expect.any(Array) as unknown });
    expect(life.logged).toContain('add-generation');
  });
});
