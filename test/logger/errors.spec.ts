import { firstValueFrom, throwError } from 'rxjs';
import { Generation, Retrieval, Span, ToolCall, Trace } from '../../lib/index.js';
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
});
