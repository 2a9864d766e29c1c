import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { type FileKeeper, type FileSource, type KeptFile } from '../protocol/file.js';
import { assertFits, Meter } from './meter.js';
import { patiently } from './patience.js';
import { Shelf } from './shelf.js';
import { makePrivate } from './spool/folder.js';
import { sweep } from './spool/sweep.js';

const IN_MEMORY = 'memory:';
/** What a disk says that takes no more. */
const DISK_FAULTS = new Set(['ENOSPC', 'EDQUOT', 'EFBIG', 'EROFS', 'EIO']);
const MIME_TYPE = /^[\w.+-]{1,100}\/[\w.+-]{1,100}(?:;[\x20-\x7e]{0,100})?$/;

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
  private readonly inMemory: Shelf;
  private readonly onDisk: Shelf;
  private swept = false;
  private isClosed = false;

  /**
   * @param maxBytesInMemory how much waits in memory
   * @param patience the longest that files which are coming in are waited for, in ms
   */
  constructor(
    private readonly disk: FilesFolder | undefined,
    maxBytesInMemory: number,
    private readonly patience: number,
  ) {
    this.inMemory = new Shelf(maxBytesInMemory, (file) => this.held.delete(file));
    this.onDisk = new Shelf(disk?.maxBytes ?? 0, (file) => void removeFile(file));
  }

  keep(source: FileSource, name?: string, mimeType?: string): Promise<KeptFile> {
    const kept = this.copy(source, name, mimeType);
    this.coming.add(kept);
    const arrived = (): boolean => this.coming.delete(kept);
    kept.then(arrived, arrived);
    return kept;
  }

  async settled(): Promise<void> {
    if (this.coming.size > 0) await patiently(Promise.allSettled(this.coming), this.patience);
  }

  /** A line has come that asks for a file: it stays until it is released. */
  want(file: string): void {
    this.inMemory.want(file);
    this.onDisk.want(file);
  }

  /** A kept file from its beginning. */
  async open(file: string): Promise<Buffer | Readable> {
    return this.held.get(file) ?? (await open(file)).createReadStream();
  }

  /** The file is uploaded, or never will be. */
  async release(file: string): Promise<void> {
    this.inMemory.remove(file);
    this.onDisk.remove(file);
    // One of a process that is gone is on no shelf of ours.
    if (dirname(file) === this.disk?.folder) await removeFile(file);
  }

  /** Lets go of what no line has asked for, and keeps nothing more. */
  close(): void {
    this.isClosed = true;
    this.inMemory.removeUnwanted();
    this.onDisk.removeUnwanted();
  }

  private async copy(source: FileSource, name?: string, mimeType?: string): Promise<KeptFile> {
    const read = readerOf(source);
    const path = 'path' in source ? source.path : undefined;
    if (path !== undefined) assertFits((await stat(path)).size);
    const again = path !== undefined || ('data' in source && source.data instanceof Uint8Array);
    const [file, { head, bytes: size }] = (await this.toDisk(read, again)) ?? (await this.toMemory(read()));
    if (this.isClosed) {
      await this.release(file);
      throw new Error('it came after the shutdown');
    }
    const isType = mimeType !== undefined && MIME_TYPE.test(mimeType);
    return { file, mimeType: isType ? mimeType : await typeOf(head, name ?? path), size };
  }

  /**
   * @param again whether it can be read once more, where the disk is full before its end
   * @returns undefined where the disk takes nothing
   */
  private async toDisk(read: () => Content, again: boolean): Promise<[string, Meter] | undefined> {
    const file = join(this.disk?.folder ?? '', randomUUID());
    const handle = await this.create(file);
    if (handle === undefined) return undefined;
    const meter = new Meter(this.onDisk);
    try {
      await pipeline(read(), meter.watch, handle.createWriteStream());
    } catch (fault) {
      this.onDisk.free(meter.bytes);
      await removeFile(file);
      if (again && DISK_FAULTS.has((fault as NodeJS.ErrnoException).code ?? '')) return undefined;
      throw fault;
    }
    this.onDisk.put(file, meter.bytes);
    return [file, meter];
  }

  private async toMemory(content: Content): Promise<[string, Meter]> {
    const meter = new Meter(this.inMemory);
    const chunks: Uint8Array[] = [];
    try {
      for await (const chunk of meter.watch(content)) chunks.push(chunk);
    } catch (fault) {
      this.inMemory.free(meter.bytes);
      throw fault;
    }
    const file = `${IN_MEMORY}${randomUUID()}`;
    this.held.set(file, Buffer.concat(chunks));
    this.inMemory.put(file, meter.bytes);
    return [file, meter];
  }

  /** @returns undefined where the disk takes nothing */
  private async create(path: string): Promise<FileHandle | undefined> {
    const { disk } = this;
    if (disk === undefined) return undefined;
    try {
      makePrivate(disk.parent, disk.folder);
      // Once: what processes that are gone have copied, and whose line they did not live to send.
      if (!this.swept) sweep(disk.folder);
      this.swept = true;
      return await open(path, 'wx', 0o600);
    } catch {
      // A read-only or full disk: memory is left, and says so where it is full as well.
      return undefined;
    }
  }
}

/** What cannot be removed now is swept away later. */
const removeFile = (file: string): Promise<void> => rm(file, { force: true }).catch(() => undefined);

/**
 * What gives a source's bytes from their beginning; those of a stream only once. Bytes are copied at once: a caller may
 * write into them as soon as `keep` returns.
 */
function readerOf(source: FileSource): () => Content {
  if ('path' in source) return () => createReadStream(source.path);
  const { data } = source;
  if (!(data instanceof Uint8Array)) {
    // It may fail before it is read, and an error that nobody listens for ends the process; reading it meets it again.
    if (data instanceof Readable) data.once('error', () => undefined);
    return () => data;
  }
  const bytes = [Buffer.from(data)];
  return () => bytes;
}

/** Its tables take their time to load, and most apps attach nothing. */
async function typeOf(head: Buffer, name: string | undefined): Promise<string> {
  const { mimeTypeOf } = await import('./mime-type.js');
  return mimeTypeOf(head, name);
}
