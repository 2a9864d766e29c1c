import type { Dispatcher } from 'undici';

/** How lines travel to the server. Times in ms, sizes in bytes (1 MB = 1,000,000). */
export interface TransportOptions {
  /** The longest a line waits for others. @default 250 */
  flushInterval?: number;
  /** The largest body, at most 5,242,880; a longer single line goes out alone. @default 1_000_000 */
  maxBatchBytes?: number;
  /** The most that waits in memory. @default 64_000_000 */
  maxQueueBytes?: number;
  /**
   * What gives way when the queue is full: nothing, where lines go to disk, or the oldest or newest line. Where the disk
   * takes nothing, `'spool'` drops the oldest. @default 'spool', where `spool` is false `'drop-oldest'`
   */
  overflow?: 'spool' | 'drop-oldest' | 'drop-newest';
  /**
   * Bounds of the exponential backoff between two tries. One that is given moves the other where it has to.
   * @default { minDelay: 500, maxDelay: 30_000 }
   */
  retry?: { minDelay?: number; maxDelay?: number };
  /** The longest one request may take. @default 30_000 */
  requestTimeout?: number;
  /**
   * Where lines that cannot be sent wait on disk, in an owner-only folder below `dir`, and how much each process keeps
   * there, at least four times `maxBatchBytes`; `false`: nowhere.
   * @default { dir: the system's temporary directory, maxBytes: 512_000_000 }
   */
  spool?: false | { dir?: string; maxBytes?: number };
  /**
   * When a line is written to disk: `'memory'` where it cannot be sent, at overflow and at shutdown; `'write-ahead'`
   * within the tick in which it is logged, so that a killed process loses no more; `'fsync'` also through to the disk,
   * for a power loss. The last two need a spool. @default 'memory'
   */
  durability?: 'memory' | 'write-ahead' | 'fsync';
  /** The longest that shutting down waits for the server. @default 5_000 */
  shutdownTimeout?: number;
  /** Whether bodies are gzipped, until a server refuses them so; Maxim does not say that it takes them. @default false */
  compress?: boolean;
  /** An undici dispatcher of your own. @default an agent of ours, behind `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` */
  dispatcher?: Dispatcher;
}

/** What the transport room gets. */
export interface ResolvedTransport {
  readonly apiKey: string;
  readonly repositoryId: string;
  /** Without a trailing slash. */
  readonly baseUrl: string;
  readonly flushInterval: number;
  readonly maxBatchBytes: number;
  readonly maxQueueBytes: number;
  readonly retry: { readonly minDelay: number; readonly maxDelay: number };
  readonly requestTimeout: number;
  readonly shutdownTimeout: number;
  /** Absent: `'drop-oldest'`. */
  readonly overflow?: 'spool' | 'drop-oldest' | 'drop-newest';
  /** Absent: none. */
  readonly spool?: false | { readonly dir: string; readonly maxBytes: number };
  /** Absent: `'memory'`. */
  readonly durability?: 'memory' | 'write-ahead' | 'fsync';
  /** Absent: false. */
  readonly compress?: boolean;
  /** Proxies of the environment, as `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` give them. Absent: none. */
  readonly proxy?: { readonly http?: string; readonly https?: string; readonly no?: string };
  readonly dispatcher?: Dispatcher;
}
