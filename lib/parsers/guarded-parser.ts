import { type Parser, type StreamMerge } from './parser.js';
import { isFields } from './shape.js';

/** Told when a parser throws, which only a user's own can. */
export type ParserFault = (parserName: string, error: unknown) => void;

/** A user's parser: an error is told, and both that and what is no answer count as not knowing the value. */
export function guardedParser(parser: Parser, onFault: ParserFault): Parser {
  const guard = <T>(read: () => T): T | undefined => {
    try {
      const known = read();
      return isFields(known) ? known : undefined;
    } catch (error) {
      onFault(parser.name, error);
      return undefined;
    }
  };
  return {
    name: parser.name,
    request: (value) => guard(() => parser.request(value)),
    result: (value) => guard(() => parser.result(value)),
    stream(firstChunk) {
      const merge = guard(() => parser.stream(firstChunk));
      return merge && guardedMerge(merge, (error) => onFault(parser.name, error));
    },
  };
}

const guardedMerge = (merge: StreamMerge, onError: (error: unknown) => void): StreamMerge => ({
  add(chunk) {
    try {
      return merge.add(chunk);
    } catch (error) {
      onError(error);
      return false;
    }
  },
  result() {
    try {
      return merge.result();
    } catch (error) {
      onError(error);
      return undefined;
    }
  },
});
