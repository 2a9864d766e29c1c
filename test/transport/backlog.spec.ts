import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import fc from 'fast-check';

import { silentReporter } from '../../lib/faults/reporter.js';
import { Backlog } from '../../lib/transport/backlog.js';
import { Ledger } from '../../lib/transport/ledger.js';
import { Spool } from '../../lib/transport/spool/spool.js';
import { removeTemporaryFolders, temporaryFolder } from './spool/temporary.js';

afterEach(removeTemporaryFolders);

const MAX_BATCH = 60;
const STEPS = ['push', 'send', 'look', 'split', 'spill', 'spill all', 'write ahead', 'restart'] as const;
type Step = (typeof STEPS)[number];

/** A delivery without a network: what `send` takes off the backlog has arrived. */
class Model {
  readonly pushed: string[] = [];
  readonly arrived: string[] = [];
  backlog: Backlog;

  constructor(private readonly parent: string) {
    this.backlog = this.start();
  }

  take(step: Step): void {
    const { backlog } = this;
    if (step === 'push') this.push();
    else if (step === 'send') this.send();
    else if (step === 'look') backlog.next();
    else if (step === 'split') {
      if (backlog.next() !== undefined) backlog.split();
    } else if (step === 'spill') backlog.spill();
    else if (step === 'spill all') backlog.spillAll();
    else if (step === 'write ahead') backlog.writeAhead();
    else this.restart();
  }

  send(): boolean {
    const batch = this.backlog.next();
    if (batch === undefined) return false;
    expect(batch.lines === 1 || batch.body.length <= MAX_BATCH).toBe(true);
    this.arrived.push(...batch.body.toString().split('\n'));
    this.backlog.settle();
    return true;
  }

  finish(): void {
    this.backlog.hasOrphans();
    while (this.send());
    expect(this.backlog.sizes).toEqual({ lines: 0, bytes: 0, onDisk: 0 });
    expect(this.backlog.close()).toEqual({ lost: 0, kept: 0 });
  }

  private push(): void {
    const line = `line ${this.pushed.length} ${'ä'.repeat((this.pushed.length * 7) % 40)}`;
    this.pushed.push(line);
    this.backlog.queue.push(line, Buffer.byteLength(line));
  }

  private restart(): void {
    const { lines, onDisk } = this.backlog.sizes;
    expect(this.backlog.close()).toEqual({ lost: 0, kept: lines + onDisk });
    this.backlog = this.start();
    this.backlog.hasOrphans();
  }

  private start(): Backlog {
    const folder = join(this.parent, 'spool');
    const options = { parent: this.parent, folder, maxBytes: 2_000_000, synced: false };
    return new Backlog(MAX_BATCH, new Spool(options, new Ledger(silentReporter())));
  }
}

const steps = (...among: Step[]): fc.Arbitrary<Step[]> =>
  fc.array(fc.oneof({ weight: 4, arbitrary: fc.constant<Step>('push') }, fc.constantFrom(...among)), { maxLength: 80 });

describe('Backlog', () => {
  let root: string;
  let runs = 0;
  beforeEach(() => {
    root = temporaryFolder();
  });
  const run = (taken: Step[]): Model => {
    const parent = join(root, `${runs++}`);
    mkdirSync(parent);
    const model = new Model(parent);
    for (const step of taken) model.take(step);
    model.finish();
    expect(readdirSync(parent, { recursive: true }).filter((name) => String(name).includes('.'))).toEqual([]);
    rmSync(parent, { recursive: true });
    return model;
  };

  it('hands out each line once and in order, whatever goes to disk when', () => {
    fc.assert(
      fc.property(steps('send', 'look', 'split', 'spill', 'spill all', 'write ahead'), (taken) => {
        const { pushed, arrived } = run(taken);
        expect(arrived).toEqual(pushed);
      }),
      { numRuns: 300 },
    );
  });

  it('loses no line and sends none twice over any number of orderly restarts', () => {
    fc.assert(
      fc.property(steps(...STEPS), (taken) => {
        const { pushed, arrived } = run(taken);
        expect([...arrived].sort()).toEqual([...pushed].sort());
      }),
      { numRuns: 300 },
    );
  });
});
