import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { type FileKeeper, type FileSource, type KeptFile } from '../protocol/file.js';
import { Meter } from './meter.js';
import { makePrivate } from './spool/folder.js';

/** After so long nobody asks for a file any more, in ms: its line was never sent. */
const FORGOTTEN_AFTER = 7 * 86_400_000;
const IN_MEMORY = 'memory:';

/** Where files are copied to, and how much of them. */
export interface FilesFolder {
  /** An existing or new folder of any mode. */
  readonly parent: string;
  /** Below it, this user's alone. */
  readonly folder: string;
  readonly maxBytes: number;
}

type Content = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** Copies of the files that wait to be uploaded: on disk, or in memory where there is none. */
export class Files implements FileKeeper {
  private readonly coming = new Set<Promise<unknown>>();
  private readonly held = new Map<string, Buffer>();
  private readonly sizes = new Map<string, number>();
  private swept = false;

  /** @param maxBytesInMemory how much waits in memory */
  constructor(
    private readonly disk: FilesFolder | undefined,
    private readonly maxBytesInMemory: number,
  ) {}

  /** Whether files are being copied. */
  get isBusy(): boolean {
    return this.coming.size > 0;
  }

  keep(source: FileSource, name?: string, mimeType?: string): Promise<KeptFile> {
    const kept = this.copy(source, name, mimeType);
    this.coming.add(kept);
    const arrived = (): boolean => this.coming.delete(kept);
    kept.then(arrived, arrived);
    return kept;
  }

  /** Resolves when the files that are being copied are, or when patience, in ms, has run out. */
  async settled(patience: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise((resolve) => (timer = setTimeout(resolve, patience)));
    await Promise.race([Promise.allSettled(this.coming), late]);
    clearTimeout(timer);
  }

  /** A kept file from its beginning. */
  open(file: string): Buffer | Readable {
    return this.held.get(file) ?? createReadStream(file);
  }

  /** The file is uploaded, or never will be. */
  async release(file: string): Promise<void> {
    this.sizes.delete(file);
    if (!this.held.delete(file) && dirname(file) === this.disk?.folder) await rm(file, { force: true });
  }

  private async copy(source: FileSource, name?: string, mimeType?: string): Promise<KeptFile> {
    const meter = new Meter();
    // Bytes are copied at once: a caller may write into them as soon as `keep` returns.
    const content =
      'path' in source ? source.path : source.data instanceof Uint8Array ? [Buffer.from(source.data)] : source.data;
    const path = typeof content === 'string' ? content : undefined;
    if (path !== undefined) meter.assertFits((await stat(path)).size);
    const file = await this.bring(typeof content === 'string' ? createReadStream(content) : content, meter);
    this.sizes.set(file, meter.bytes);
    return { file, mimeType: mimeType ?? (await typeOf(meter.head, name ?? path)), size: meter.bytes };
  }

  private async bring(content: Content, meter: Meter): Promise<string> {
    const path = join(this.disk?.folder ?? '', randomUUID());
    const handle = await this.create(path);
    if (handle === undefined) return this.hold(content, meter);
    try {
      await pipeline(content, meter.watch, handle.createWriteStream());
      return path;
    } catch (fault) {
      await rm(path, { force: true });
      throw fault;
    }
  }

  private async hold(content: Content, meter: Meter): Promise<string> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of meter.watch(content)) chunks.push(chunk);
    let waiting = meter.bytes;
    for (const bytes of this.held.values()) waiting += bytes.length;
    if (waiting > this.maxBytesInMemory) throw new Error('too much waits in memory to be uploaded');
    const file = `${IN_MEMORY}${randomUUID()}`;
    this.held.set(file, Buffer.concat(chunks));
    return file;
  }

  /** @returns undefined where the disk takes nothing */
  private async create(path: string): Promise<FileHandle | undefined> {
    const { disk } = this;
    if (disk === undefined) return undefined;
    let waiting = 0;
    for (const size of this.sizes.values()) waiting += size;
    if (waiting > disk.maxBytes) return undefined;
    try {
      makePrivate(disk.parent, disk.folder);
      if (!this.swept) await this.sweep(disk.folder);
      return await open(path, 'wx', 0o600);
    } catch {
      // A read-only or full disk: memory is left, and says so where it is full as well.
      return undefined;
    }
  }

  /** Removes what processes that are gone have copied and whose line they did not live to send. */
  private async sweep(folder: string): Promise<void> {
    this.swept = true;
    for (const name of await readdir(folder)) {
      const path = join(folder, name);
      if (Date.now() - (await stat(path)).mtimeMs > FORGOTTEN_AFTER) await rm(path, { force: true });
    }
  }
}

/** Its tables take their time to load, and most apps attach nothing. */
async function typeOf(head: Buffer, name: string | undefined): Promise<string> {
  const { mimeTypeOf } = await import('./mime-type.js');
  return mimeTypeOf(head, name);
}
