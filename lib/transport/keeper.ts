import { type ResolvedTransport } from '../options/transport-options.js';
import { type Backlog } from './backlog.js';

type KeeperOptions = Pick<ResolvedTransport, 'maxBatchBytes' | 'maxQueueBytes' | 'overflow' | 'durability'>;

/**
 * Decides when lines go to disk: each tick where they are written ahead; a batch at a time while the server is down, or
 * once a quarter of the queue is full.
 */
export class Keeper {
  private planned = false;
  private readonly ahead: boolean;
  private readonly limit: number;
  private readonly batch: number;

  constructor(
    private readonly backlog: Backlog,
    options: KeeperOptions,
  ) {
    this.ahead = options.durability === 'write-ahead' || options.durability === 'fsync';
    this.limit = options.overflow === 'spool' ? options.maxQueueBytes / 4 : Infinity;
    this.batch = options.maxBatchBytes;
  }

  /** A line was pushed. @param down whether the server takes nothing */
  wake(down: boolean): void {
    if (this.planned) return;
    const { bytes } = this.backlog.queue;
    const full = bytes >= this.limit || (down && bytes >= this.batch);
    if (!full && !this.ahead) return;
    this.planned = true;
    setImmediate(() => {
      this.planned = false;
      if (this.ahead) this.backlog.writeAhead();
      if (full) this.backlog.spill();
    });
  }
}
