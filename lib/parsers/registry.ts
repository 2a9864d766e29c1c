import { shown } from '../protocol/plain/shown.js';
import { BUILT_IN_PARSERS } from './built-in.js';
import { type ParsedRequest, type ParsedResult, type Parser, type StreamMerge } from './parser.js';
import { plainArguments } from './plain-arguments.js';
import { fields, isFields } from './shape.js';
import { attempt } from './total.js';

/** Told when a parser throws, which only a user's own can. */
export type ParserFault = (parserName: string, error: unknown) => void;

/** Asks parsers in order, the user's own first; the first that knows a value has read it. Total. */
export class ParserRegistry {
  private readonly parsers: readonly Parser[];

  /**
   * @param own the user's parsers
   * @param onFault called with each error that one of them throws; the next parser is asked then
   */
  constructor(
    own: readonly Parser[],
    private readonly onFault: ParserFault,
  ) {
    this.parsers = [...own, ...BUILT_IN_PARSERS];
  }

  /**
   * Reads a method's arguments: the first that is a known request, else the first that is a message array, else a sole
   * string as a user's message.
   */
  request(args: readonly unknown[]): ParsedRequest | undefined {
    for (const argument of args.map(seen)) {
      const request = this.first((parser) => parser.request(argument));
      if (request) return request;
    }
    const messages = attempt(() => plainArguments(args), undefined);
    return messages && { messages };
  }

  /** Reads a whole result, also inside the envelope of a client (`{ data, response }`, axios). */
  result(given: unknown): ParsedResult | undefined {
    const value = seen(given);
    const result = this.first((parser) => parser.result(value));
    if (result) return result;
    const data = attempt(() => fields(value)['data'], undefined);
    return isFields(data) ? this.first((parser) => parser.result(data)) : undefined;
  }

  /** Gives what puts a stream together, told by the stream's first chunk, which is not yet added. */
  stream(firstChunk: unknown): StreamMerge | undefined {
    return this.first((parser) => {
      const merge = parser.stream(firstChunk);
      return merge && this.guardedMerge(parser.name, merge);
    });
  }

  private first<T extends object>(read: (parser: Parser) => T | undefined): T | undefined {
    for (const parser of this.parsers) {
      const known = this.guard(parser.name, () => read(parser));
      if (isFields(known)) return known;
    }
    return undefined;
  }

  private guard<T>(parserName: string, read: () => T): T | undefined {
    try {
      return read();
    } catch (error) {
      this.onFault(parserName, error);
      return undefined;
    }
  }

  private guardedMerge(parserName: string, merge: StreamMerge): StreamMerge {
    return {
      add: (chunk) => {
        try {
          return merge.add(chunk);
        } catch (error) {
          this.onFault(parserName, error);
          return false;
        }
      },
      result: () => this.guard(parserName, () => merge.result()),
    };
  }
}

const seen = (value: unknown): unknown => attempt(() => (isFields(value) ? shown(value) : value), value);
