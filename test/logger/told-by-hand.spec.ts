import { Logger } from '@nestjs/common';
import { z } from 'zod';
import { currentGeneration, Generation, type MaximModuleOptions } from '../../lib/index.js';
import { type GenerationNode } from '../../lib/testing/index.js';
import { recordedLogger, type RecordedLogger } from './recorded-logger.js';

const city = z.object({ name: z.string() });
const usage = { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 };
const completion = (content: string) => ({
  ...{ id: 'c-1', object: 'chat.completion', created: 1, model: 'told', usage },
  choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
});
const message = {
  ...{ id: 'm-1', type: 'message', role: 'assistant', model: 'claude', stop_reason: 'tool_use' },
  ...{ content: [{ type: 'tool_use', id: 't', name: 'answer', input: { name: 'Bern' } }] },
  usage: { input_tokens: 3, output_tokens: 4 },
};
const RIGHT = completion('{"name":"Bern"}');
const WRONG = completion('{"name":1}');
const COST = { input: 1, output: 2, total: 3 };

const validate = jest.fn(() => ({}));

class Told {
  @Generation({ expect: city, model: 'm' })
  current(result: object): string {
    currentGeneration()?.result(result as never);
    return 'done';
  }

  @Generation({ expect: { '~standard': { validate } } })
  twice(): object {
    currentGeneration()?.result(WRONG);
    currentGeneration()?.result(RIGHT);
    return RIGHT;
  }

  @Generation({ expect: city, captureOutput: false })
  privately(): void {
    currentGeneration()?.result(WRONG);
  }

  @Generation({ expect: city })
  failed(): void {
    currentGeneration()?.error({ message: 'no model' });
  }

  @Generation({ cost: COST })
  costs(): void {
    currentGeneration()?.result(RIGHT);
  }

  @Generation({ cost: ({ id }: { id: string }) => ({ ...COST, total: id.length }) })
  costsWhatItGives(): { id: string } {
    currentGeneration()?.result(RIGHT);
    return { id: 'c' };
  }
}

describe('a result that a recorded function tells by itself', () => {
  const told = new Told();
  const price = jest.fn(() => COST);
  let logged: RecordedLogger;
  const start = async (options?: MaximModuleOptions): Promise<void> => {
    logged = await recordedLogger(options);
  };
  beforeEach(() => start({ price }));
  afterEach(async () => {
    jest.restoreAllMocks();
    jest.clearAllMocks();
    await logged.close();
  });

  const generation = (): GenerationNode | undefined => {
    const node = logged.recorder.find({ type: 'generation' });
    return node?.type === 'generation' ? node : undefined;
  };
  const valid = (): unknown => generation()?.metrics['schema_valid'];

  it.each([
    ['right', RIGHT, 1],
    ['wrong', WRONG, 0],
    ['in the words of a provider’s own', message, 1],
  ])('is checked: %s', (_, result, expected) => {
    expect(told.current(result)).toBe('done');
    expect(valid()).toBe(expected);
    expect(generation()?.metadata['schema_issues']).toEqual(expected ? undefined : expect.stringContaining('name'));
    expect(generation()?.result).toMatchObject(result);
  });

  it('is checked where a function gets its generation', async () => {
    await logged.maxim.withGeneration(
      { name: 'a', provider: 'openai', model: 'm', messages: [], expect: city },
      (own) => Promise.resolve(own.result(RIGHT)),
    );
    expect(valid()).toBe(1);
    logged.recorder.clear();
    logged.maxim.withGeneration({ name: 'a', provider: 'openai', model: 'm', messages: [], expect: city }, ({ id }) =>
      logged.maxim.generationResult(id, WRONG),
    );
    expect(valid()).toBe(0);
  });

  it('is checked once', () => {
    told.twice();
    expect(validate.mock.calls).toEqual([[{ name: 1 }]]);
  });

  it('shows no issues where the output is not logged', () => {
    told.privately();
    expect([valid(), generation()?.metadata['schema_issues']]).toEqual([0, undefined]);
  });

  it('is not checked where there is none, but an error', () => {
    told.failed();
    expect(valid()).toBeUndefined();
  });

  it('has the cost that it tells, else that of the options, else the price', () => {
    told.current(RIGHT);
    expect(generation()?.cost).toEqual(COST);
    expect(price.mock.calls).toEqual([['unknown', 'm', usage]]);
    logged.recorder.clear();
    told.current({ ...RIGHT, cost: { ...COST, total: 9 } });
    expect(generation()?.cost?.total).toBe(9);
    logged.recorder.clear();
    told.costs();
    expect(generation()?.cost).toEqual(COST);
    expect(price).toHaveBeenCalledTimes(1);
  });

  it('is priced where its options take the cost from what the function gives: that is not known yet', () => {
    told.costsWhatItGives();
    expect(price.mock.calls).toEqual([['unknown', 'told', usage]]);
  });

  it('is logged as it is, whatever it is', async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    const hostile = Object.defineProperty({}, 'usage', {
      enumerable: true,
      get: () => {
        throw new Error('hostile');
      },
    });
    expect([told.current(hostile), told.current('{"name":"Bern"}' as never), told.current(null as never)]).toEqual(
      Array(3).fill('done'),
    );
    await logged.maxim.flush();
    expect(logged.recorder.openEntities()).toEqual([]);
    expect(warn).not.toHaveBeenCalled();
  });
});
