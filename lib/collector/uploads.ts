import { randomUUID } from 'node:crypto';
import { type DecodedLine } from '../protocol/decode.js';

/** The largest upload, in bytes: what Maxim documents for a file. */
export const MAX_UPLOAD_BYTES = 50_000_000;

const MAX_GRANTS = 1_000;
/** Characters of large lines that may wait to be asked for. */
const MAX_WAITING = 128_000_000;

/** The right to upload one file. */
export interface Grant {
  readonly key: string;
  readonly mimeType: string;
}

/** Uploads that were allowed, and the large lines among them. Files are not kept. */
export class Uploads {
  private readonly grants = new Map<string, Grant>();
  /** Large lines that have arrived and were not asked for. */
  private readonly arrived = new Map<string, readonly DecodedLine[]>();
  /** Keys that were asked for and have not arrived. */
  private readonly awaited = new Set<string>();
  private waiting = 0;

  /** @returns a token that stands for the right; it may be used again, as clients retry */
  grant(grant: Grant): string {
    const token = randomUUID();
    this.grants.set(token, grant);
    dropOldest(this.grants, MAX_GRANTS);
    return token;
  }

  granted(token: string): Grant | undefined {
    return this.grants.get(token);
  }

  /** A large line has arrived. @returns the lines to be taken now; none where nobody has asked for it yet */
  arrive(key: string, lines: readonly DecodedLine[]): readonly DecodedLine[] {
    if (this.awaited.delete(key)) return lines;
    this.arrived.set(key, lines);
    this.waiting += sizeOf(lines);
    for (const [oldest] of this.arrived) {
      if (this.waiting <= MAX_WAITING) break;
      this.take(oldest);
    }
    return [];
  }

  /** A line asks for a large line. @returns the lines to be taken now; none where it has not arrived yet */
  ask(key: string): readonly DecodedLine[] {
    const lines = this.take(key);
    if (lines) return lines;
    this.awaited.add(key);
    dropOldest(this.awaited, MAX_GRANTS);
    return [];
  }

  private take(key: string): readonly DecodedLine[] | undefined {
    const lines = this.arrived.get(key);
    this.arrived.delete(key);
    this.waiting -= sizeOf(lines ?? []);
    return lines;
  }
}

/** Whether an upload is a line that was too large for a body, and not a file. */
export const isLargeLog = (key: string): boolean => key.includes('/large-logs/');

const sizeOf = (lines: readonly DecodedLine[]): number => lines.reduce((sum, { text }) => sum + text.length, 0);

function dropOldest(from: Map<string, unknown> | Set<string>, max: number): void {
  for (const key of from.keys()) {
    if (from.size <= max) return;
    from.delete(key);
  }
}
