import { type ResolvedTransport } from '../options/transport-options.js';
import { type Backlog } from './backlog.js';
import { startOutside } from './outside.js';

type KeeperOptions = Pick<ResolvedTransport, 'maxBatchBytes' | 'maxQueueBytes' | 'overflow' | 'durability'>;

/**
 * Decides when lines go to disk: each tick where they are written ahead; a batch at a time while the server is down, or
 * once an eighth of the queue is full.
 */
export class Keeper {
  private planned = false;
  private readonly ahead: boolean;
  private readonly calmLimit: number;
  private readonly downLimit: number;

  constructor(
    private readonly backlog: Backlog,
    options: KeeperOptions,
  ) {
    this.ahead = options.durability === 'write-ahead' || options.durability === 'fsync';
    this.calmLimit = options.overflow === 'spool' ? options.maxQueueBytes / 8 : Infinity;
    this.downLimit = options.maxBatchBytes;
  }

  /** A line was pushed. @param down whether the server takes nothing */
  wake(down: boolean): void {
    if (this.planned) return;
    const full = this.backlog.queue.bytes >= (down ? this.downLimit : this.calmLimit);
    if (!full && !this.ahead) return;
    this.planned = true;
    startOutside(() =>
      setImmediate(() => {
        this.planned = false;
        if (this.ahead) this.backlog.writeAhead();
        if (full) this.backlog.spill();
      }),
    );
  }
}
