import { Readable } from 'node:stream';
import { Generation, Span, Trace } from '../../lib/index.js';
import { type GenerationNode } from '../../lib/testing/index.js';
import { recordedLogger } from './recorded-logger.js';

const PIECE = 'x'.repeat(10_000);

const chunk = (content: string, rest: object = {}) => ({
  id: 'c-1',
  object: 'chat.completion.chunk',
  created: 1,
  model: 'm',
  choices: [{ index: 0, delta: { content }, finish_reason: null }],
  ...rest,
});

class Model {
  @Generation()
  async *answer(pieces: number, piece = PIECE) {
    for (let index = 0; index < pieces; index++) yield await Promise.resolve(chunk(piece));
    yield chunk('', { choices: [{ index: 0, delta: {}, finish_reason: 'length' }] });
    yield chunk('', { choices: [], usage: { prompt_tokens: 1, completion_tokens: 9, total_tokens: 10 } });
  }

  @Generation()
  text(pieces: number): Readable {
    return Readable.from(Array.from({ length: pieces }, () => PIECE));
  }

  @Span()
  async *values(): AsyncGenerator<{ text: string }> {
    for (let index = 0; index < 100; index++) yield await Promise.resolve({ text: PIECE });
  }
}

const model = new Model();
const read = async (stream: AsyncIterable<unknown>): Promise<number> => {
  let count = 0;
  for await (const _ of stream) count += 1;
  return count;
};

describe('a stream that gives more than is kept', () => {
  const answerOf = ({ result }: GenerationNode): string =>
    (result as { choices: { message: { content: string } }[] }).choices[0]?.message.content ?? '';

  const generationOf = async (stream: () => AsyncIterable<unknown>, maxFieldBytes?: number) => {
    const logger = await recordedLogger(maxFieldBytes === undefined ? {} : { maxFieldBytes });
    await read(stream());
    await logger.close();
    return logger.recorder.find({ type: 'generation' }) as GenerationNode;
  };

  it("keeps why a model's answer ended, and its tokens", async () => {
    const generation = await generationOf(() => model.answer(1_000));
    expect(answerOf(generation).length).toBeGreaterThan(4_000_000);
    expect(answerOf(generation).length).toBeLessThan(4_300_000);
    expect(generation).toMatchObject({
      tags: { truncated: 'true' },
      usage: { total_tokens: 10 },
      result: { choices: [{ finish_reason: 'length' }] },
      status: 'ok',
    });
  });

  it('is whole where only what its chunks say beside their output is long', async () => {
    const generation = await generationOf(() => model.answer(60_000, 'word '));
    expect(answerOf(generation)).toHaveLength(300_000);
    expect(generation.tags).not.toHaveProperty('truncated');
  });

  it.each([
    ['fewer bytes than by default', 1_000, 1_000],
    ['more', 6_000_000, 6_000_000],
  ])('keeps as much as a field may have: %s', async (_, maxFieldBytes, most) => {
    const generation = await generationOf(() => model.text(1_000), maxFieldBytes);
    expect(answerOf(generation).length).toBeGreaterThan(most * 0.8 - 500);
    expect(answerOf(generation).length).toBeLessThanOrEqual(most);
    expect(generation.tags).toHaveProperty('truncated', 'true');
  });

  it('keeps no more of values than a field may have', async () => {
    const logger = await recordedLogger();
    await read(model.values());
    await logger.close();
    const span = logger.recorder.find({ type: 'span' });
    expect(span?.metadata['output']?.length).toBeLessThanOrEqual(262_144);
    expect(span?.metadata['output']?.length).toBeGreaterThan(200_000);
    expect(span?.tags).toHaveProperty('truncated', 'true');
  });
});

describe('a stream that is still read when the app closes', () => {
  class Desk {
    @Span()
    async *words(): AsyncGenerator<string> {
      for (const word of ['Nest', ' is', ' fine']) yield await Promise.resolve(word);
    }

    @Generation()
    answer(): AsyncGenerator<unknown> {
      return model.answer(9, 'so ');
    }

    @Trace()
    turn(): AsyncGenerator<string> {
      return this.words();
    }
  }

  it.each([
    ['words', 'span', 'Nest is'],
    ['answer', 'generation', 'so so '],
    ['turn', 'trace', 'Nest is'],
  ] as const)('ends unfinished, with what had arrived, and gives on: %s', async (name, type, arrived) => {
    const logger = await recordedLogger();
    const stream: AsyncGenerator<unknown> = new Desk()[name]();
    await stream.next();
    await stream.next();
    await logger.close();
    expect(await stream.next()).toMatchObject({ done: false });
    const [trace] = logger.recorder.traces;
    expect(trace).toMatchObject({ status: 'unfinished', tags: { outcome: 'unfinished' }, output: arrived });
    expect(logger.recorder.find({ type })).toMatchObject({ status: 'unfinished' });
  });

  it('is given up the same way where it is open for too long', async () => {
    const logger = await recordedLogger({ maxOpenMs: 20 });
    const stream = new Desk().words();
    await stream.next();
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(logger.recorder.traces).toMatchObject([{ status: 'unfinished', output: 'Nest' }]);
    await logger.close();
  });
});
