import { fallbackResult } from '../../lib/parsers/fallback-result.js';

describe('the result that no parser knows', () => {
  it.each([
    ['a text', 'hello', 'hello'],
    ['an object', { answer: 42 }, '{"answer":42}'],
    ['a number', 0, '0'],
    ['null', null, 'null'],
    ['undefined', undefined, ''],
  ])('is a chat completion that says %s', (_, value, content) => {
    expect(fallbackResult(value)).toEqual({
      id: expect.stringMatching(/^[\w-]{36}$/) as unknown,
      object: 'chat.completion',
      created: expect.closeTo(Date.now() / 1000, -3) as unknown,
      model: 'unknown',
      choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: null }],
    });
  });

  it('names the model of the request', () => {
    expect(fallbackResult('x', 'gpt-4o').model).toBe('gpt-4o');
  });
});
