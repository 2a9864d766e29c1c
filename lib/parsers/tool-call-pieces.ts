import { type MessageToolCall } from '../protocol/messages.js';

/** What a stream's chunk may tell of a tool call. */
export interface ToolCallPiece {
  index?: number | undefined;
  id?: string | undefined;
  type?: string | undefined;
  name?: string | undefined;
  /** A piece of JSON text. */
  arguments?: string | undefined;
}

type Call = Record<'id' | 'type' | 'name' | 'arguments', string> & { index: number };

/**
 * Tool calls put together from a stream's pieces. A call is told by its index; where providers leave the index out or
 * repeat it, by its id.
 */
export class ToolCallPieces {
  private readonly calls: Call[] = [];

  add(piece: ToolCallPiece): void {
    const call = this.callOf(piece);
    call.id ||= piece.id ?? '';
    call.name ||= piece.name ?? '';
    call.type = piece.type ?? call.type;
    call.arguments += piece.arguments ?? '';
  }

  /**
   * The calls in the order of their index, without those of which nothing was told; undefined where there is none.
   *
   * @param isOver no piece is to come: a function of which no argument came has none
   */
  result(isOver = false): MessageToolCall[] | undefined {
    const told = this.calls.filter((call) => call.id !== '' || call.name !== '' || call.arguments !== '');
    if (told.length === 0) return undefined;
    return told
      .toSorted((a, b) => a.index - b.index)
      .map(({ id, type, name, arguments: pieces }) => {
        const given = isOver && pieces === '' && type === 'function' ? '{}' : pieces;
        return { id, type, function: { name, arguments: given } };
      });
  }

  private callOf(piece: ToolCallPiece): Call {
    const { index, id } = piece;
    const isThere = (call: Call): boolean => index === undefined || call.index === index;
    const last = this.calls.findLast(isThere);
    if (last && goesOn(last, piece)) return last;
    const known = id ? this.calls.findLast((call) => call.id === id && isThere(call)) : undefined;
    if (known) return known;
    const call = { index: index ?? this.calls.length, id: '', type: 'function', name: '', arguments: '' };
    this.calls.push(call);
    return call;
  }
}

/** Where there are no ids either, another name is another call's. */
const goesOn = (last: Call, { id, name }: ToolCallPiece): boolean =>
  id ? !last.id || last.id === id : last.id !== '' || !name || !last.name || last.name === name;
