import { defer, firstValueFrom, from, lastValueFrom, map, NEVER, Observable, of, switchMap } from 'rxjs';
import { Generation, Retrieval, Span, Trace, currentTrace } from '../../lib/index.js';
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
