import { type Fields, isFields } from './shape.js';

/** The texts of an element that come piece by piece. */
const GROWS = ['text', 'summary', 'data'];

/** A list that a stream's chunks go on with. A detail of thoughts comes in pieces, each an element of the same kind. */
export class StreamedList {
  private readonly list: unknown[] = [];

  add(pieces: readonly unknown[]): void {
    for (const piece of pieces) {
      const last = this.list.at(-1);
      if (isFields(last) && isFields(piece) && goesOn(last, piece))
        this.list[this.list.length - 1] = joined(last, piece);
      else this.list.push(piece);
    }
  }

  items(): unknown[] {
    return [...this.list];
  }
}

const goesOn = (last: Fields, { type, index, id }: Fields): boolean =>
  String(type).startsWith('reasoning.') &&
  last['type'] === type &&
  last['index'] === index &&
  (id === undefined || id === null || last['id'] === id);

function joined(last: Fields, piece: Fields): Fields {
  const all: Record<string, unknown> = { ...last };
  for (const key of Object.keys(piece)) {
    const [before, next] = [all[key], piece[key]];
    if (next === null || next === undefined) continue;
    all[key] = GROWS.includes(key) && typeof before === 'string' && typeof next === 'string' ? before + next : next;
  }
  return all;
}
