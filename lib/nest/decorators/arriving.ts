import { type Observable } from 'rxjs';

/** What is joined to one text. */
type Text = string | ArrayBufferView | ArrayBufferLike;

/** The chunks of a stream put together; where a parser knows them, what it makes of them. */
type Aggregate<Chunk, Parsed> = unknown extends Chunk
  ? [string] | [Chunk[]] | WhereAny<Parsed>
  : [Chunk] extends [Text]
    ? [string]
    : (Chunk extends Text ? [string] : never) | [Chunk[]] | WhereAny<Parsed>;

type WhereAny<T> = T extends unknown ? [T] : never;

/** Of a generator that returns something, that; else what it yielded. */
type Yielded<Chunk, Last, Parsed> = unknown extends Last
  ? Aggregate<Chunk, Parsed>
  : [Last] | (undefined extends Last ? Aggregate<Chunk, Parsed> : never);

/** What is put together of the parts of the Vercel AI SDK's streams. */
type FinalStep<T> = {
  [K in Extract<keyof T, FinalFact>]?: Awaited<T[K]>;
};
type FinalFact =
  | 'text'
  | 'reasoningText'
  | 'toolCalls'
  | 'toolResults'
  | 'object'
  | 'finishReason'
  | 'usage'
  | 'totalUsage'
  | 'response'
  | 'providerMetadata';

/** Of a value that can be iterated. */
type Iterated<T, Parsed> =
  T extends AsyncGenerator<infer Chunk, infer Last, infer _>
    ? Yielded<Chunk, Last, Parsed>
    : T extends AsyncIterable<infer Chunk>
      ? Aggregate<Chunk, Parsed>
      : T extends Generator<infer Chunk, infer Last, infer _>
        ? Yielded<Chunk, Last, Parsed>
        : // It may be the object of a generator, which is a stream, or another iterator, which is a value.
          T extends IterableIterator<infer Chunk>
          ? Aggregate<Chunk, Parsed> | [T]
          : [T];

/** The chunks of a web stream. */
type ReadBy<Reader> = Reader extends { read(): PromiseLike<infer Result> }
  ? Result extends { done: false; value: infer Chunk }
    ? Chunk
    : never
  : never;

/** Of a helper that runs by itself, or a value with a body. */
type Held<T, Parsed> = T extends
  { finalChatCompletion(): PromiseLike<infer Final> } | { finalResponse(): PromiseLike<infer Final> }
  ? [Final]
  : T extends { finalMessage(): PromiseLike<infer Final> }
    ? [Final]
    : T extends { consumeStream: unknown; fullStream: unknown } | { partialObjectStream: unknown }
      ? [FinalStep<T>]
      : T extends { bodyUsed: boolean; clone: unknown } | { getStream: unknown; getHeaders: unknown }
        ? [string]
        : T extends { pipeThrough: unknown; getReader(...args: never[]): infer Reader }
          ? Aggregate<ReadBy<Reader>, Parsed>
          : T extends { iterPages: unknown }
            ? [T]
            : Iterated<T, Parsed>;

/**
 * What the options `output`, `cost` and `parse` get of a value that a method gave, a promise's value by itself; each of
 * the forms it can arrive in as a tuple. `observe` says what a value is, and a logger's `StreamReader` what becomes of a
 * stream.
 *
 * @typeParam Parsed what a parser makes of the chunks that it knows
 */
export type Arriving<T, Parsed> = 0 extends 1 & T
  ? [T]
  : T extends Observable<infer Value>
    ? [Value] | Aggregate<Value, Parsed>
    : Held<T, Parsed>;
