import { type ParsedResult, type StreamMerge } from '../parsers/parser.js';

/** Chunks at a stream's end that are read even when it is full: they say why it ended, and its tokens. */
const LAST = 4;
/** Levels down to which a chunk's texts are counted: nothing that models say is deeper. */
const MAX_DEPTH = 10;

/** A merge that keeps no more than fits, however long its stream is. */
export class BoundedMerge implements StreamMerge {
  /** Whether something did not fit. */
  truncated = false;
  /** Characters that may come before it can be full. */
  private left: number;
  private readonly last: unknown[] = [];

  /** @param room characters that its result may have, to a rough count */
  constructor(
    private readonly merge: StreamMerge,
    private readonly room: number,
  ) {
    this.left = room;
  }

  add(chunk: unknown): boolean {
    if (this.truncated || !this.fits(lengthOf(chunk))) return this.keep(chunk);
    return this.merge.add(chunk);
  }

  result(): ParsedResult | undefined {
    for (const chunk of this.last.splice(0)) this.merge.add(chunk);
    return this.merge.result();
  }

  /** Chunks also say what is not kept of each, so before it is called full it is looked at what came of them. */
  private fits(length: number): boolean {
    this.left -= length;
    if (this.left < 0) this.left = this.room - lengthOf(this.merge.result()?.result) - length;
    this.truncated = this.left < 0;
    return !this.truncated;
  }

  private keep(chunk: unknown): boolean {
    this.last.push(chunk);
    if (this.last.length > LAST) this.last.shift();
    return true;
  }
}

/** Characters of all texts in a value, and its bytes. */
function lengthOf(value: unknown, depth = 0): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null || depth === MAX_DEPTH) return 0;
  if (ArrayBuffer.isView(value)) return value.byteLength;
  let length = 0;
  // Quicker than for … in, which is slow once it has seen an array.
  for (const member of Object.values(value) as unknown[]) length += lengthOf(member, depth + 1);
  return length;
}
