import { sizedRequest, sizedResult } from './bytes.js';
import { type ParsedResult, type Parser, type StreamMerge } from './parser.js';
import { type RetrievalParser } from './retrieval-parser.js';

/** What `fn` gives, or `otherwise` where it throws. */
export function attempt<T>(fn: () => T, otherwise: T): T {
  try {
    return fn();
  } catch {
    // Only a hostile value throws while it is read (a getter, a proxy): no API sends one, so it is not this parser's.
    return otherwise;
  }
}

const sizedOf = (parsed: ParsedResult | undefined): ParsedResult | undefined => parsed && sizedResult(parsed);

const totalMerge = (merge: StreamMerge): StreamMerge => ({
  add(chunk) {
    try {
      return merge.add(chunk);
    } catch {
      return false; // As in `attempt`, without a function for each chunk.
    }
  },
  result: () => attempt(() => sizedOf(merge.result()), undefined),
});

/** The parser, for which a value that throws while it is read is one it does not know. Bytes go by their size. */
export function totalParser(parser: Parser): Parser {
  return {
    name: parser.name,
    // As `attempt` does, without a function for each call: each parser is asked of each value.
    request(value) {
      try {
        const request = parser.request(value);
        return request && sizedRequest(request);
      } catch {
        return undefined;
      }
    },
    result(value) {
      try {
        return sizedOf(parser.result(value));
      } catch {
        return undefined;
      }
    },
    stream(firstChunk) {
      const merge = attempt(() => parser.stream(firstChunk), undefined);
      return merge && totalMerge(merge);
    },
  };
}

/** The same for a parser of searches. */
export const totalRetrievalParser = (parser: RetrievalParser): RetrievalParser => ({
  name: parser.name,
  query: (request) => attempt(() => parser.query(request), undefined),
  documents: (result) => attempt(() => parser.documents(result), undefined),
});
