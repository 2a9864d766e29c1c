import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

import { freed, isDead, newOwner, ownerIn, ownerName, STALE_AFTER } from '../../../lib/transport/spool/owner.js';

const me = newOwner();

describe('the owner of a journal', () => {
  it('is known by the name of its folder', () => {
    expect(ownerIn(ownerName(me))).toEqual(me);
    expect(ownerIn(`${ownerName(me)}~12`)).toEqual(me);
    for (const name of ['rejected', '', 'a.b.c.d', '../x.1.1.a', `${ownerName(me)}.log`])
      expect(ownerIn(name)).toBeUndefined();
  });

  it('lives while its process does, however silent', () => {
    expect(isDead(me, STALE_AFTER + 1)).toBe(false);
  });

  it('is dead once its process has ended', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'exit');
    expect(isDead({ ...me, pid: child.pid ?? 0, start: '1' }, 0)).toBe(true);
  });

  it('is dead while its parent has yet to look', async () => {
    // The shell's first child ends, and what the shell becomes waits for nobody.
    const parent = spawn('sh', ['-c', 'sleep 0 & echo $!; exec sleep 100'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [said] = (await once(parent.stdout, 'data')) as [Buffer];
    const pid = Number(said.toString());
    const stat = (): string[] =>
      readFileSync(`/proc/${pid}/stat`, 'latin1')
        .replace(/^.*\) /, '')
        .split(' ');
    while (stat()[0] !== 'Z') await new Promise(setImmediate);
    expect(isDead({ ...me, pid, start: stat()[19] ?? '' }, 0)).toBe(true);
    parent.kill();
    await once(parent, 'exit');
  });

  it('is not taken for another process that has its pid now', () => {
    expect(isDead({ ...me, start: `${Number(me.start) - 1}` }, 0)).toBe(true);
  });

  it('of another namespace is dead once it was silent for long, whatever runs here under its pid', () => {
    const elsewhere = { ...me, space: 'elsewhere' };
    expect(isDead(elsewhere, STALE_AFTER - 1)).toBe(false);
    expect(isDead(elsewhere, STALE_AFTER + 1)).toBe(true);
  });

  it('that let go of it is no owner any more', () => {
    expect(isDead(freed(me), 0)).toBe(true);
  });
});
