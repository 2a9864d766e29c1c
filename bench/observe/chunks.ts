import { AsyncLocalStorage } from 'node:async_hooks';
import { join } from 'node:path';
import OpenAI from 'openai';
import { type observe as Observe } from '../../lib/observe/observe.js';
import { Generation, Span } from 'nestjs-maxim';
import { serve } from '../child.js';
import { cpuUs } from '../cpu.js';
import { maximLogger } from './subjects/maxim.js';
import { request } from './work.js';

/** Chunks of one kind of stream, watched or not, in a process of its own. */

export type Source = 'sdk' | 'async' | 'sync';
/** Not at all; by `observe` alone; by a decorator, which also puts the chunks together. */
export type Watched = 'bare' | 'observed' | 'decorated';

export interface ChunkLoad {
  readonly streams: number;
  /** Of an in-memory stream; the server of the other has its own. */
  readonly chunks: number;
}

const [, , source, watched, provider = '', sink = ''] = process.argv as [
  string,
  string,
  Source,
  Watched,
  string,
  string,
];

type Stream = AsyncIterable<unknown> | Iterable<unknown>;

const piece = { text: ' and so on' };

async function* asyncPieces(chunks: number) {
  for (let n = 0; n < chunks; n++) yield piece.text;
}

function* pieces(chunks: number) {
  for (let n = 0; n < chunks; n++) yield piece.text;
}

const openai = new OpenAI({ apiKey: 'key', baseURL: provider });
const MAKE = {
  sdk: () =>
    openai.chat.completions.create({ ...request(1), messages: [{ role: 'user', content: 'Go' }], stream: true }),
  async: asyncPieces,
  sync: pieces,
} satisfies Record<Source, (chunks: number) => Stream | PromiseLike<Stream>>;

class Recorded {
  @Generation('Recorded.stream')
  sdk() {
    return MAKE.sdk();
  }

  @Span('Recorded.stream')
  async(chunks: number) {
    return MAKE.async(chunks);
  }

  @Span('Recorded.stream')
  sync(chunks: number) {
    return MAKE.sync(chunks);
  }
}

/** The engine has no public name. */
const { observe } = require(join(__dirname, '../../../dist/esm/observe/observe.js')) as { observe: typeof Observe };
const storage = new AsyncLocalStorage<object>();
const NOBODY = { ok: () => undefined, error: () => undefined, cancelled: () => undefined };

function observed(chunks: number): Stream | PromiseLike<Stream> {
  const scope = {};
  return observe(MAKE[source](chunks), { ...NOBODY, chunk: () => undefined }, (fn) => storage.run(scope, fn));
}

/** @returns how many chunks came */
async function consume(stream: Stream): Promise<number> {
  let count = 0;
  if (Symbol.asyncIterator in stream) for await (const _ of stream) count++;
  else for (const _ of stream) count++;
  return count;
}

async function main(): Promise<void> {
  const logger = await maximLogger(sink);
  const recorded = new Recorded();
  const open = { bare: MAKE[source], observed, decorated: (chunks: number) => recorded[source](chunks) }[watched];

  async function run({ streams, chunks }: ChunkLoad): Promise<number> {
    let count = 0;
    for (let n = 0; n < streams; n++) {
      // In a trace, as in an app: an AsyncLocalStorage is in use, whoever watches.
      await logger.withTrace({ name: 'ask' }, async () => {
        count += await consume(await open(chunks));
      });
    }
    await logger.flush();
    return count;
  }

  serve<ChunkLoad>(async (load) => {
    await run({ ...load, streams: Math.ceil(load.streams / 4) });
    const before = process.cpuUsage();
    const count = await run(load);
    return cpuUs(before) / count;
  });
}

void main();
