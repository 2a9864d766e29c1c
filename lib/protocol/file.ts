/** A file to be uploaded: on disk, in memory, or still on its way. */
export type FileSource = { readonly path: string } | { readonly data: Uint8Array | AsyncIterable<Uint8Array> };

/** A file that waits to be uploaded. */
export interface KeptFile {
  /** Where it waits; understood by who keeps it. */
  readonly file: string;
  readonly mimeType: string;
  /** Bytes. */
  readonly size: number;
}

/** Where files wait until they are uploaded. */
export interface FileKeeper {
  /**
   * Copies a file. A line `add-attachment` whose data end with what it gives is sent once the file is uploaded.
   *
   * @param name by whose ending the type is told where the bytes do not
   * @param mimeType its type, where that is known
   * @throws Error which says in one sentence, without its full stop, why it cannot be attached
   */
  keep(source: FileSource, name?: string, mimeType?: string): Promise<KeptFile>;
  /** Resolves when the files that are coming in are copied, or have taken too long; never rejects. */
  settled(): Promise<void>;
}
