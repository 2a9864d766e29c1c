import { type ParsedResult, type Parser } from '../../lib/parsers/parser.js';

/** Everything that a parser makes of a stream's chunks. */
export function merged(parser: Parser, chunks: readonly unknown[]): ParsedResult | undefined {
  const merge = parser.stream(chunks[0]);
  for (const chunk of chunks) merge?.add(chunk);
  return merge?.result();
}

/** Which of a stream's chunks carry the model's own output. */
export function outputs(parser: Parser, chunks: readonly unknown[]): boolean[] {
  const merge = parser.stream(chunks[0]);
  return chunks.map((chunk) => merge?.add(chunk) ?? false);
}

/** Whether one value can grow into the other as more of a stream arrives: longer texts, more fields, more elements. */
function isPrefix(part: unknown, whole: unknown): boolean {
  if (part === null || part === undefined || part === whole) return true;
  if (typeof part === 'string') return typeof whole === 'string' && whole.startsWith(part);
  if (typeof part === 'number') return typeof whole === 'number'; // Cumulative counts replace one another.
  if (typeof part !== 'object' || typeof whole !== 'object' || whole === null) return false;
  if (Array.isArray(part)) return part.every((item, position) => isPrefix(item, counterpart(whole, item, position)));
  return Object.entries(part).every(([key, field]) => isPrefix(field, Reflect.get(whole, key)));
}

/** The element of `whole` that has the index of `item`, or else its position. */
function counterpart(whole: object, item: unknown, position: number): unknown {
  const index: unknown = typeof item === 'object' && item !== null && 'index' in item ? item.index : undefined;
  if (index === undefined || !Array.isArray(whole)) return Reflect.get(whole, position);
  return whole.find((other: { index?: unknown }) => other.index === index);
}

/** Fails where a prefix of the stream merges into what does not grow into the merge of the whole. */
export function expectPrefixesToGrow(parser: Parser, chunks: readonly unknown[]): void {
  const whole = merged(parser, chunks)?.result;
  const merge = parser.stream(chunks[0]);
  for (const chunk of chunks) {
    merge?.add(chunk);
    const part = merge?.result()?.result;
    // Its id and model may still be stand-ins.
    if (part && !isPrefix({ ...part, id: undefined, model: undefined }, whole)) expect(part).toEqual(whole);
  }
}
