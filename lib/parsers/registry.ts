import { shown } from '../protocol/plain/shown.js';
import { BUILT_IN_PARSERS } from './built-in.js';
import { guardedParser, type ParserFault } from './guarded-parser.js';
import { type ParsedRequest, type ParsedResult, type Parser, type StreamMerge } from './parser.js';
import { plainArguments } from './plain-arguments.js';
import { fields, isFields } from './shape.js';
import { attempt } from './total.js';

/** What a method's arguments told of the call that it makes. */
export interface ReadArguments extends ParsedRequest {
  /** None of them is a request: what the method sends may be more than they say. */
  readonly isAssumed?: boolean;
}

/** Asks parsers in order, the user's own first; the first that knows a value has read it. Total. */
export class ParserRegistry {
  private readonly parsers: readonly Parser[];
  /** Those that are asked for results and streams. */
  private readonly answering: readonly Parser[];

  /**
   * @param own the user's parsers
   * @param onFault called with each error that one of them throws; the next parser is asked then
   * @param isStrict what none of them reads of an answer is no answer
   */
  constructor(own: readonly Parser[], onFault: ParserFault, isStrict = false) {
    const guarded = own.map((parser) => guardedParser(parser, onFault));
    this.parsers = [...guarded, ...BUILT_IN_PARSERS];
    this.answering = isStrict ? guarded : this.parsers;
  }

  /**
   * Reads a method's arguments: the first that is a known request, else the first that is a message array, else a sole
   * string as a user's message.
   */
  request(args: readonly unknown[]): ReadArguments | undefined {
    for (const argument of args) {
      const value = seen(argument);
      for (const parser of this.parsers) {
        const request = parser.request(value);
        if (request) return request;
      }
    }
    const messages = attempt(() => plainArguments(args), undefined);
    return messages && { messages, isAssumed: true };
  }

  /** Reads a whole result, also inside the envelope of a client (`{ data, response }`, axios). */
  result(given: unknown): ParsedResult | undefined {
    const value = seen(given);
    const result = this.resultOf(value);
    if (result) return result;
    const data = attempt(() => fields(value)['data'], undefined);
    return isFields(data) ? this.resultOf(data) : undefined;
  }

  /** Gives what puts a stream together, told by the stream's first chunk, which is not yet added. */
  stream(firstChunk: unknown): StreamMerge | undefined {
    for (const parser of this.answering) {
      const merge = parser.stream(firstChunk);
      if (merge) return merge;
    }
    return undefined;
  }

  private resultOf(value: unknown): ParsedResult | undefined {
    for (const parser of this.answering) {
      const result = parser.result(value);
      if (result) return result;
    }
    return undefined;
  }
}

const seen = (value: unknown): unknown => attempt(() => (isFields(value) ? shown(value) : value), value);
