import { firstValueFrom, throwError } from 'rxjs';
import { currentSpan, Generation, Retrieval, Span, ToolCall, Trace } from '../../lib/index.js';
import { type TreeNode } from '../../lib/testing/index.js';
import { recordedLogger, type RecordedLogger } from './recorded-logger.js';

const refused = (): Error => Object.assign(new RangeError('refused'), { code: 'E_NO' });

/** Fails in each of the ways there are, below elements of each kind. */
class Agent {
  @Trace()
  trace(fail: () => unknown): unknown {
    return this.span(fail);
  }

  @Span()
  span(fail: () => unknown): unknown {
    return this.generation(fail);
  }

  @Generation()
  generation(fail: () => unknown): unknown {
    return this.retrieval(fail);
  }

  @Retrieval()
  retrieval(fail: () => unknown): unknown {
    return this.toolCall(fail);
  }

  @ToolCall()
  toolCall(fail: () => unknown): unknown {
    return fail();
  }

  @Retrieval()
  search(): never {
    throw refused();
  }

  @Span()
  async retried(): Promise<string> {
    await this.refuse().catch(() => undefined);
    return this.refuse();
  }

  @Generation()
  async *answer(): AsyncGenerator<string> {
    yield 'a';
    await Promise.resolve();
    throw refused();
  }

  @Span()
  async joined(parts: AsyncIterable<string>): Promise<string> {
    let text = '';
    for await (const part of parts) text += part;
    return text;
  }

  @Span()
  async *upper(parts: AsyncIterable<string>): AsyncGenerator<string> {
    for await (const part of parts) yield part.toUpperCase();
  }

  @Span()
  async wrapped(words?: string): Promise<string> {
    return this.refuse().catch((cause: unknown) => {
      throw new TypeError(words ?? (cause as Error).message, { cause });
    });
  }

  @ToolCall()
  refuse(): Promise<string> {
    return Promise.reject(refused());
  }
}

const ways: [string, (agent: Agent) => unknown][] = [
  ['a sync throw', (agent) => agent.trace(() => { throw refused(); })], // prettier-ignore
  ['a rejection', (agent) => agent.trace(() => Promise.reject(refused()))],
  ['a later rejection', (agent) => agent.trace(async () => { await Promise.resolve(); throw refused(); })], // prettier-ignore
  ['an Observable', (agent) => firstValueFrom(agent.trace(() => throwError(refused)) as never)],
  [
    'a stream',
    async (agent) => {
      async function* broken(): AsyncGenerator<string> {
        yield 'a';
        throw refused();
      }
      for await (const _ of agent.trace(broken) as AsyncIterable<string>);
    },
  ],
];

describe('an error', () => {
  const agent = new Agent();
  let logger: RecordedLogger;
  beforeEach(async () => {
    logger = await recordedLogger();
  });
  afterEach(() => logger.close());

  const all = (nodes: readonly TreeNode[]): TreeNode[] => nodes.flatMap((node) => [node, ...all(node.children)]);

  it.each(ways)('is on the element where it arose, and on none that it passes: %s', async (_, fail) => {
    await expect((async () => fail(agent))()).rejects.toThrow('refused');
    await logger.maxim.flush();
    const failed = all(logger.recorder.traces).filter(({ errors }) => errors.length > 0);
    expect(failed).toMatchObject([
      {
        type: 'tool_call',
        error: { message: 'refused', code: 'E_NO', type: 'RangeError' },
        metadata: { stack: expect.stringContaining('refused') as string },
      },
    ]);
    expect(logger.recorder.openEntities()).toEqual([]);
    expect(all(logger.recorder.traces).map(({ type }) => type)).toEqual([
      'trace',
      'span',
      'generation',
      'retrieval',
      'tool_call',
    ]);
  });

  it('of a retrieval stands on its parent', () => {
    expect(() => agent.search()).toThrow('refused');
    expect(logger.recorder.find({ type: 'retrieval' })).toMatchObject({ errors: [{ message: 'refused' }] });
  });

  it.each([
    ['an object', new Error('deadline')],
    ['a text', 'deadline'],
  ])('that is %s is on each element where it arose', async (_, reason) => {
    const fail = (): Promise<never> => Promise.reject(reason as Error);
    await logger.maxim.withTrace({ name: 'all' }, () =>
      Promise.allSettled([agent.toolCall(fail), agent.toolCall(fail), agent.span(fail)]),
    );
    const failed = all(logger.recorder.traces).filter(({ errors }) => errors.length > 0);
    expect(failed.map(({ type, errors }) => [type, errors[0]?.message])).toEqual([
      ['tool_call', 'deadline'],
      ['tool_call', 'deadline'],
      ['tool_call', 'deadline'],
    ]);
  });

  it('that comes again is another', async () => {
    await expect(agent.retried()).rejects.toThrow('refused');
    const failed = all(logger.recorder.traces).filter(({ errors }) => errors.length > 0);
    expect(failed.map(({ type }) => type)).toEqual(['tool_call', 'tool_call']);
  });

  /** Where errors are told, in the trace of one function. */
  async function toldIn(fn: () => unknown): Promise<string[]> {
    const failed = logger.maxim
      .withTrace({ name: 'all' }, async () => fn())
      .then(
        () => false,
        () => true,
      );
    expect(await failed).toBe(true);
    await logger.maxim.flush();
    const seen = all(logger.recorder.traces);
    expect(logger.recorder.openEntities()).toEqual([]);
    return seen.flatMap(({ type, errors }) => errors.map(({ message }) => `${type}: ${message}`));
  }

  it.each([
    ['texts', ['a', 'b']],
    ['nothing', [undefined, null]],
    ['no numbers', [NaN, 2]],
  ])('that is no object is told once, though another came meanwhile: %s', async (_, reasons) => {
    const failing = reasons.map((reason) => () => Promise.reject(reason as unknown as Error));
    const told = await toldIn(() => agent.span(() => Promise.all(failing.map((fail) => agent.toolCall(fail)))));
    expect(told.sort()).toEqual(reasons.map((reason) => `tool_call: ${String(reason)}`).sort());
  });

  it('of a stream is not told again by what was handed it', async () => {
    expect(await toldIn(() => agent.joined(agent.answer()))).toEqual(['generation: refused']);
    logger.recorder.clear();
    expect(await toldIn(() => agent.joined(agent.upper(agent.answer())))).toEqual(['generation: refused']);
  });

  it('is another than its cause only where it has words of its own', async () => {
    expect(await toldIn(() => agent.wrapped())).toEqual(['tool_call: refused']);
    logger.recorder.clear();
    expect(await toldIn(() => agent.wrapped('closed'))).toEqual(['span: closed: refused', 'tool_call: refused']);
  });

  it.each<[string, (error: Error) => unknown, string]>([
    ['a span', (error) => currentSpan()?.error(error), 'span'],
    ['a generation', (error) => logger.maxim.generation({ name: 'g' } as never).error(error), 'generation'],
    ['a tool call', (error) => logger.maxim.toolCall({ name: 't' } as never).error(error), 'tool_call'],
  ])('that was told by hand is not told again where it is thrown on: %s', async (_, tell, type) => {
    const fail = (): never => {
      const error = refused();
      tell(error);
      throw error;
    };
    expect(await toldIn(() => logger.maxim.withSpan({ name: 'step' }, fail))).toEqual([`${type}: refused`]);
  });

  it.each<[string, unknown, string]>([
    ['a DOMException', new DOMException('timed out', 'TimeoutError'), 'timed out'],
    ['a proxy of an error', new Proxy(refused(), {}), 'refused'],
    ['a text', 'just text', 'just text'],
  ])('is told by hand as what was caught, and not again where it is thrown on: %s', async (_, caught, message) => {
    for (const [kind, type] of [
      ['generation', 'generation'],
      ['toolCall', 'tool_call'],
      ['span', 'span'],
    ] as const) {
      const told = toldIn(() => {
        const element = logger.maxim[kind]({ name: 'told' } as never);
        element.error(caught as never);
        element.end();
        throw caught;
      });
      expect(await told).toEqual([`${type}: ${message}`]);
      logger.recorder.clear();
    }
  });

  it('that was told in words by the function of a generation or a tool call is told there alone', async () => {
    const generation = toldIn(() =>
      logger.maxim.withGeneration({ name: 'g' }, (element) => {
        element.error({ message: 'No model' });
        throw refused();
      }),
    );
    expect(await generation).toEqual(['generation: No model']);
    logger.recorder.clear();
    const tool = toldIn(() =>
      logger.maxim.withToolCall({ name: 't' }, (element) => {
        element.error({ message: 'No tool' });
        throw refused();
      }),
    );
    expect(await tool).toEqual(['tool_call: No tool']);
  });

  it('is told around a generation that had its result, and around what is told in another trace', async () => {
    const late = toldIn(() =>
      logger.maxim.withGeneration({ name: 'g' }, (element) => {
        element.result({ id: 'r', choices: [] } as never);
        throw refused();
      }),
    );
    expect(await late).toEqual(['trace: refused']);
    logger.recorder.clear();
    const other = logger.maxim.trace({ id: 'other', name: 'other' });
    const told = await toldIn(() => {
      const error = refused();
      other.error(error);
      other.end();
      throw error;
    });
    expect(told).toEqual(['trace: refused', 'trace: refused']);
  });
});
