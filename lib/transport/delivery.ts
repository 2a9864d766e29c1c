import { type FileKeeper } from '../protocol/file.js';

/** What became of the lines so far. */
export interface DeliveryStats {
  /** Lines waiting, and their bytes of UTF-8. */
  queued: number;
  queuedBytes: number;
  /** Lines the server has accepted. */
  sent: number;
  /** Requests that were sent again. */
  retried: number;
  /** Lines given up for want of room. */
  dropped: number;
  /** Lines the server refused for good. */
  rejected: number;
  /** Lines that wait on disk only. */
  spooled: number;
  /** The message of the last failure, until a request succeeds. */
  lastError?: string;
}

/** The way out of the process: takes encoded lines, owns them from then on. */
export interface Delivery {
  /** The app is up: looks for what processes that are gone left on disk. Absent where nothing is. */
  start?(): void;
  /** Takes one encoded line, without its newline. O(1), synchronous, never throws. */
  accept(line: string): void;
  /**
   * Resolves when every line accepted before the call was sent, refused or put on disk, or when the server has taken
   * nothing for `shutdownTimeout`; never rejects.
   */
  flush(): Promise<void>;
  /**
   * Waits for the last lines, flushes, and lets go of sockets, files and timers: all of it within `shutdownTimeout`.
   * Idempotent; never rejects.
   *
   * @param last settles when no more lines come
   */
  close(last?: Promise<unknown>): Promise<void>;
  stats(): DeliveryStats;
  /** Where the files of attachments wait. Absent where nothing is uploaded: the attachment's line is all there is. */
  readonly files?: FileKeeper;
}
