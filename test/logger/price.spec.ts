import { type MaximModuleOptions } from '../../lib/index.js';
import { Logger } from '@nestjs/common';
import { type RecordedLogger, recordedLogger } from './recorded-logger.js';

const usage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };
const completion = {
  id: 'c',
  object: 'chat.completion',
  created: 1,
  model: 'gpt-4o-mini',
  choices: [{ index: 0, message: { role: 'assistant', content: 'hi' }, finish_reason: 'stop' }],
  usage,
};
const response = {
  id: 'r',
  object: 'response',
  model: 'gpt-4o',
  output: [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'hi' }] }],
  usage: { input_tokens: 7, output_tokens: 3, total_tokens: 10 },
};
const cost = { input: 1, output: 2, total: 3 };

let logged: RecordedLogger;
afterEach(() => logged.close());

async function priced(price: MaximModuleOptions['price']): Promise<RecordedLogger> {
  logged = await recordedLogger({ ...(price && { price }) });
  return logged;
}
const result = () => logged.recorder.find({ type: 'generation' });

describe('the option price', () => {
  it('gives the cost of a generation by its provider, model and usage', async () => {
    const asked: unknown[] = [];
    const { maxim } = await priced((...args) => (asked.push(args), cost));
    maxim.withGeneration({ provider: 'azure', model: 'my-deployment' }, () => completion);
    expect(asked).toEqual([['azure', 'my-deployment', usage]]);
    expect(result()).toMatchObject({ result: { cost, usage } });
  });

  it('is asked with what the result tells where the options do not', async () => {
    const asked: unknown[] = [];
    const { maxim } = await priced((provider, model) => (asked.push([provider, model]), undefined));
    maxim.withGeneration({}, () => completion);
    expect(asked).toEqual([[expect.any(String), 'gpt-4o-mini']]);
    expect(result()).toMatchObject({ result: { usage } });
    expect(result()).not.toMatchObject({ result: { cost: expect.anything() } });
  });

  it("gets the usage of a Responses object in a completion's counts", async () => {
    const asked: unknown[] = [];
    const { maxim } = await priced((_provider, _model, given) => (asked.push(given), cost));
    maxim.withGeneration({}, () => response);
    expect(asked).toEqual([expect.objectContaining({ prompt_tokens: 7, completion_tokens: 3, total_tokens: 10 })]);
  });

  it('is asked where only the tokens of the prompt are known, as of embeddings, and not where none is a number', async () => {
    const asked: unknown[] = [];
    const { maxim } = await priced((_provider, _model, given) => (asked.push(given), cost));
    for (const counts of [
      { prompt_tokens: 8, total_tokens: 8 },
      { prompt_tokens: NaN, completion_tokens: NaN },
    ]) {
      maxim.withGeneration({ parse: () => ({ ...completion, usage: counts }) as never }, () => 'vector');
    }
    expect(asked).toEqual([{ prompt_tokens: 8, completion_tokens: 0, total_tokens: 8 }]);
  });

  it('is not asked where the call names its cost, or the usage is not known', async () => {
    const { maxim } = await priced(() => {
      throw new Error('asked');
    });
    const own = { input: 4, output: 5, total: 9 };
    maxim.withGeneration({ name: 'own', cost: own }, () => completion);
    expect(maxim.withGeneration({ name: 'text' }, () => 'just text')).toBe('just text');
    expect(logged.recorder.find({ type: 'generation', name: 'own' })).toMatchObject({ result: { cost: own } });
    expect(logged.recorder.find({ type: 'generation', name: 'text' })).toMatchObject({ status: 'ok' });
  });

  const noCosts: [string, () => unknown][] = [
    ['no numbers', () => ({ input: NaN, output: NaN, total: NaN })],
    ['texts', () => ({ input: '1', output: '2', total: '3' })],
    ['a number', () => 3],
    ['a promise', () => Promise.resolve(cost)],
    ['a promise that fails', () => Promise.reject(new Error('no list'))],
  ];
  it.each(noCosts)('may give what is no cost, as may the decorator, which is one warning: %s', async (_, give) => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    const { maxim } = await priced(give as never);
    maxim.withGeneration({}, () => completion);
    maxim.withGeneration({}, () => completion);
    expect(warn).toHaveBeenCalledTimes(1);
    maxim.withGeneration({ name: 'own', cost: give as never }, () => completion);
    await new Promise((resolve) => setImmediate(resolve)); // An unhandled rejection would fail the test.
    expect(warn).toHaveBeenCalledTimes(2);
    for (const { children } of logged.recorder.traces) {
      expect(children).toMatchObject([{ status: 'ok', result: { usage } }]);
      expect(children).not.toMatchObject([{ result: { cost: expect.anything() } }]);
    }
    warn.mockRestore();
  });

  it('may throw: the generation goes without it', async () => {
    const { maxim } = await priced(() => {
      throw new Error('no such model');
    });
    expect(maxim.withGeneration({}, () => completion)).toBe(completion);
    expect(result()).toMatchObject({ status: 'ok', result: { usage } });
  });
});
