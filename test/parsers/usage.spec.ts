import { openaiUsage, usage } from '../../lib/parsers/usage.js';

describe('usage', () => {
  it('stays absent where no count is told', () => {
    expect(usage({ prompt: undefined, completion: 'x' }, { cached: 1 })).toBeUndefined();
    expect(openaiUsage({})).toBeUndefined();
    expect(openaiUsage(null)).toBeUndefined();
  });

  it('has the sum where the provider told none, and its details', () => {
    expect(usage({ prompt: 3, completion: 4 }, { input_tokens: 3, cached: 1 })).toEqual({
      input_tokens: 3,
      cached: 1,
      prompt_tokens: 3,
      completion_tokens: 4,
      total_tokens: 7,
    });
  });

  it('has the difference where a count is missing', () => {
    expect(usage({ prompt: undefined, completion: 4, total: 10 })).toMatchObject({ prompt_tokens: 6 });
    expect(openaiUsage({ prompt_tokens: 5, total_tokens: 5 })).toMatchObject({ completion_tokens: 0 });
  });
});
