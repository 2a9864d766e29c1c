import { AsyncResource } from 'node:async_hooks';
import OpenAI from 'openai';
import { defer, firstValueFrom, from, lastValueFrom, map, NEVER, Observable, of, switchMap } from 'rxjs';
import { Generation, Retrieval, Span, Trace, currentSpan, currentTrace } from '../../lib/index.js';
import { startProvider } from '../parsers/provider-server.js';
import { answerLlm } from '../wire/llm-answers.js';
import { recordedLogger, type RecordedLogger } from './recorded-logger.js';

class Feed {
  starts = 0;

  @Span()
  numbers(_from: number): Observable<number> {
    return defer(() => {
      this.starts += 1;
      return of(1, 2);
    });
  }

  @Span()
  outer(): Observable<number> {
    return this.numbers(0).pipe(map((value) => value * 2));
  }

  @Retrieval()
  look(): Observable<string[]> {
    return of(['a document']);
  }

  @Trace()
  forever(): Observable<never> {
    return NEVER;
  }

  @Span()
  broken(): Observable<never> {
    return from(Promise.reject(new Error('lost')));
  }

  @Span()
  async later(): Promise<Observable<number>> {
    return Promise.resolve(of(1, 2));
  }

  @Generation({ model: 'm' })
  async *words(): AsyncGenerator<string> {
    await Promise.resolve();
    yield 'a';
  }
}

describe('a method that gives a cold value', () => {
  let logged: RecordedLogger;
  beforeAll(async () => {
    logged = await recordedLogger();
  });
  afterEach(() => logged.recorder.clear());
  afterAll(() => logged.close());
  const spans = () => logged.recorder.lines.filter(({ action }) => action === 'add-span');

  it('is no element without a subscription', () => {
    new Feed().numbers(1);
    expect(logged.recorder.lines).toEqual([]);
    expect(logged.maxim.stats().open).toBe(0);
  });

  it('is one element for each subscription', async () => {
    const feed = new Feed();
    const numbers = feed.numbers(1);
    expect(await firstValueFrom(numbers.pipe(map((value) => value + 1)))).toBe(2);
    const seen: number[] = [];
    numbers.subscribe((value) => seen.push(value));
    expect(seen).toEqual([1, 2]);
    expect(feed.starts).toBe(2);
    expect(spans()).toHaveLength(2);
    expect(logged.recorder.traces.map(({ status }) => status).sort()).toEqual(['ok', 'ok']);
    expect(logged.recorder.traces.map(({ output }) => output).sort()).toEqual(['1', '[1,2]']);
  });

  it('nests where it is subscribed to', () => {
    logged.maxim.withTrace({ name: 'here' }, () => {
      new Feed().outer().subscribe();
    });
    expect(logged.recorder.traces).toMatchObject([
      { name: 'here', children: [{ name: 'Feed.outer', children: [{ name: 'Feed.numbers' }] }] },
    ]);
  });

  it('has what is made of its values beside it, as that of a promise is', async () => {
    const feed = new Feed();
    await logged.maxim.withTrace({ name: 'here' }, () =>
      lastValueFrom(feed.look().pipe(switchMap(() => feed.numbers(1)))),
    );
    expect(logged.recorder.traces).toMatchObject([
      {
        name: 'here',
        children: [
          { name: 'Feed.look', children: [] },
          { name: 'Feed.numbers', tags: {} },
        ],
      },
    ]);
    logged.recorder.clear();
    let seen: unknown = 'nothing';
    feed.look().subscribe(() => (seen = currentTrace()));
    expect(seen).toBeUndefined();
  });

  it('is cancelled when its subscriber leaves', () => {
    new Feed().forever().subscribe().unsubscribe();
    expect(logged.recorder.traces).toMatchObject([{ name: 'Feed.forever', status: 'cancelled' }]);
  });

  it('has its error', async () => {
    await expect(firstValueFrom(new Feed().broken())).rejects.toThrow('lost');
    expect(logged.recorder.find({ type: 'span' })).toMatchObject({ status: 'error', errors: [{ message: 'lost' }] });
  });

  it('by a promise is one element for each subscription too', async () => {
    await logged.maxim.withTrace({ name: 'here' }, async () => {
      const numbers = await new Feed().later();
      expect(logged.recorder.openEntities()).toMatchObject([{ type: 'trace' }, { type: 'span' }]);
      numbers.subscribe();
      numbers.subscribe();
    });
    expect(logged.recorder.traces).toMatchObject([{ name: 'here', children: [{ status: 'ok' }, { status: 'ok' }] }]);
  });

  it('by a promise, without a subscription, ends with its trace', async () => {
    const numbers = await logged.maxim.withTrace({ name: 'here' }, async () => [await new Feed().later()] as const);
    expect(logged.recorder.openEntities()).toEqual([]);
    expect(logged.recorder.find({ type: 'span' })).toMatchObject({ status: 'cancelled' });
    numbers[0].subscribe();
    expect(logged.recorder.traces.map(({ name }) => name).sort()).toEqual(['Feed.later', 'here']);
    expect(logged.maxim.stats().open).toBe(0);
  });

  it('as a stream that nobody reads, ends with its trace', () => {
    logged.maxim.withTrace({ name: 'here' }, () => {
      new Feed().words();
    });
    expect(logged.recorder.openEntities()).toEqual([]);
    expect(logged.recorder.find({ type: 'generation' })).toMatchObject({ status: 'cancelled' });
  });

  it('as a stream that is being read, may outlast its trace', async () => {
    const words = logged.maxim.withTrace({ name: 'here' }, () => {
      const made = new Feed().words();
      void made.next();
      return { made };
    });
    expect(logged.recorder.openEntities()).toMatchObject([{ type: 'generation' }]);
    for await (const _ of words.made);
    expect(logged.recorder.find({ type: 'generation' })).toMatchObject({ status: 'ok' });
  });

  it('measures the speed of a stream of values, and none of a value that came later', async () => {
    const usage = { prompt_tokens: 1, completion_tokens: 40, total_tokens: 41 };
    const choices = [{ index: 0, message: { role: 'assistant', content: 'hi' }, finish_reason: 'stop' }];
    const completion = { id: 'c', object: 'chat.completion', created: 1, model: 'm', choices, usage };
    await lastValueFrom(logged.maxim.withGeneration({ name: 'later' }, () => of(completion)));
    expect(logged.recorder.find({ type: 'generation' })).toMatchObject({ usage });
    expect(logged.recorder.find({ type: 'generation' })?.metrics).toEqual({});
    logged.recorder.clear();
    await lastValueFrom(logged.maxim.withGeneration({ name: 'stream' }, () => of('a', 'b')));
    expect(Object.keys(logged.recorder.find({ type: 'generation' })?.metrics ?? {})).toEqual(['ttft_ms']);
  });
});

const soon = () => new Promise((resolve) => setTimeout(resolve, 5));

class Desk {
  constructor(private readonly openai?: OpenAI) {}

  @Span()
  step(): string {
    return 'done';
  }

  @Span()
  begun(): Observable<string> {
    return from(this.later());
  }

  @Span()
  bound(): Observable<string> {
    return defer(AsyncResource.bind(() => of(this.step())));
  }

  @Span()
  told(): Observable<unknown> {
    const span = currentSpan();
    return from(soon().then(() => span?.addTag('by', 'hand')));
  }

  @Span()
  asked(): Observable<unknown> {
    return from(this.ask());
  }

  @Generation()
  said(): Observable<unknown> {
    return from(this.ask());
  }

  private async later(): Promise<string> {
    await soon();
    return this.step();
  }

  private async ask(): Promise<unknown> {
    const messages = [{ role: 'user' as const, content: 'hi' }];
    const completion = await this.openai?.chat.completions.create({ model: 'gpt-4o', messages });
    return completion?.choices[0]?.message.content;
  }
}

describe('what a method began that gives a cold value', () => {
  let logged: RecordedLogger;
  beforeAll(async () => {
    logged = await recordedLogger();
  });
  afterEach(() => logged.recorder.clear());
  afterAll(() => logged.close());
  const inTrace = <T>(run: () => T): T => logged.maxim.withTrace({ name: 'here' }, run);
  const step = { type: 'span', name: 'Desk.step', status: 'ok' };

  it.each(['begun', 'bound'] as const)('is inside the element of its subscription: %s', async (way) => {
    await lastValueFrom(new Desk()[way]());
    const span = { type: 'span', name: `Desk.${way}`, status: 'ok', children: [step] };
    expect(logged.recorder.traces).toMatchObject([{ name: `Desk.${way}`, status: 'ok', children: [span] }]);
    logged.recorder.clear();
    await inTrace(() => lastValueFrom(new Desk()[way]()));
    expect(logged.recorder.traces).toMatchObject([{ name: 'here', children: [span] }]);
    expect(logged.recorder.openEntities()).toEqual([]);
  });

  it('may speak of that element', async () => {
    await lastValueFrom(new Desk().told());
    expect(logged.recorder.find({ type: 'span' })).toMatchObject({ status: 'ok', tags: { by: 'hand' } });
  });

  it('has it begin with its subscription, where nothing came of it before', async () => {
    const numbers = new Feed().numbers(1);
    await soon();
    const subscribedAt = new Date().toISOString();
    numbers.subscribe();
    const [trace] = logged.recorder.traces;
    const starts = [trace?.startTimestamp, trace?.children[0]?.startTimestamp];
    expect(starts.filter((at) => at === undefined || at < subscribedAt)).toEqual([]);
  });

  it('is sent before a subscription, and without one ends with its trace', async () => {
    await inTrace(async () => {
      new Desk().begun();
      await soon();
      await soon();
      expect(logged.recorder.find({ name: 'Desk.begun' })).toMatchObject({ status: 'open', children: [step] });
    });
    expect(logged.recorder.find({ name: 'Desk.begun' })).toMatchObject({ status: 'cancelled', children: [step] });
  });

  it('is sent once, though it is subscribed to after that', async () => {
    await inTrace(async () => {
      const begun = new Desk().begun();
      await soon();
      await soon();
      await lastValueFrom(begun);
    });
    expect(logged.recorder.traces).toMatchObject([
      { name: 'here', children: [{ name: 'Desk.begun', status: 'ok', children: [step] }] },
    ]);
    expect(logged.maxim.stats().open).toBe(0);
  });

  it("is a model's call too", async () => {
    const provider = await startProvider(answerLlm);
    const desk = new Desk(new OpenAI({ apiKey: 'key', baseURL: `${provider.url}/v1`, maxRetries: 0 }));
    await inTrace(() => lastValueFrom(desk.asked()));
    await inTrace(() => lastValueFrom(desk.said()));
    await logged.maxim.flush();
    const generation = { type: 'generation', provider: 'openai', usage: expect.anything() as unknown };
    expect(logged.recorder.traces.reverse()).toMatchObject([
      { children: [{ type: 'span', name: 'Desk.asked', children: [generation] }] },
      { children: [{ ...generation, name: 'Desk.said' }] },
    ]);
    await provider.close();
  });
});
