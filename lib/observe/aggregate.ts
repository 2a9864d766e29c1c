import { TextDecoder, types } from 'node:util';

/** JSON of what is to stand in an array: there, what JSON does not know is null. */
const asElement = (plain: unknown): string => JSON.stringify([plain]).slice(1, -1);

/**
 * A stream's chunks put together, as far as they fit.
 *
 * Strings and UTF-8 bytes are joined to one text; other bytes are only counted; as soon as there is another value, all
 * becomes an array. Every chunk is copied as it comes, so what is done to it later changes nothing.
 */
export class Aggregate {
  /** Whether something did not fit. */
  truncated = false;
  private text = '';
  /** The JSON of the array's elements, with commas between. */
  private items: string | undefined;
  private bytes = 0;
  private binary = false;
  private readonly decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

  /**
   * @param room how much is kept, in bytes of UTF-8; what does not fit is cut, to a rough count
   * @param describe a plain JSON copy of a chunk, with about so many characters as its budget; total
   * @param isList whether it is an array from the start, strings too
   */
  constructor(
    private room: number,
    private readonly describe: (chunk: unknown, budget: number) => unknown,
    isList = false,
  ) {
    if (isList) this.items = '';
  }

  /** Keeps so many bytes more, unless something has been cut already. */
  extend(bytes: number): void {
    this.room += bytes;
  }

  add(chunk: unknown): void {
    if (typeof chunk === 'string') this.addText(chunk);
    else if (ArrayBuffer.isView(chunk)) this.addBytes(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    else if (types.isAnyArrayBuffer(chunk)) this.addBytes(new Uint8Array(chunk));
    else this.addItem(chunk);
  }

  /** One text, or an array of plain data where the chunks were neither text nor bytes; `''` where there were none. */
  value(): string | unknown[] {
    if (this.items !== undefined) return JSON.parse(`[${this.items}]`) as unknown[];
    return this.binary ? `${this.text}[${this.bytes} bytes of binary data]` : this.text;
  }

  private addText(text: string): void {
    if (this.items !== undefined) return this.addItem(text);
    this.text += this.fit(text);
  }

  private addBytes(chunk: Uint8Array): void {
    this.bytes += chunk.byteLength;
    if (this.binary || this.truncated) return;
    // What does not fit is not decoded: a file may come in one piece.
    const fitting = chunk.subarray(0, this.room);
    try {
      this.addText(this.decoder.decode(fitting, { stream: true }));
      this.truncated ||= fitting.length < chunk.length;
    } catch {
      // Not UTF-8: what seemed text so far is the beginning of a file.
      this.binary = true;
      this.text = '';
    }
  }

  private addItem(chunk: unknown): void {
    if (this.items === undefined) {
      const before = this.value();
      this.items = before === '' ? '' : JSON.stringify(before);
      this.binary = false;
    }
    if (this.truncated) return;
    const plain = this.describe(chunk, 2 * this.room);
    let item = asElement(plain);
    const bytes = Buffer.byteLength(item) + 1;
    this.truncated = bytes > this.room;
    if (this.truncated) item = asElement(this.describe(plain, this.room / 2));
    this.room -= bytes;
    this.items += this.items === '' ? item : `,${item}`;
  }

  /** As much of a text as there is room for, in whole characters. */
  private fit(text: string): string {
    if (this.truncated) return '';
    const start = text.slice(0, this.room + 1);
    const bytes = Buffer.byteLength(start);
    if (bytes <= this.room) {
      this.room -= bytes;
      return text;
    }
    this.truncated = true;
    return new TextDecoder().decode(Buffer.from(start).subarray(0, this.room), { stream: true });
  }
}
