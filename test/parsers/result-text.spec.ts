import { type GenerationResult } from '../../lib/protocol/result.js';
import { answersOf, resultText } from '../../lib/parsers/result-text.js';

const head = { id: 'r', object: 'chat.completion', created: 1, model: 'm' };
const chat = (message: object): GenerationResult => ({
  ...head,
  choices: [{ index: 0, message: { role: 'assistant', content: null, ...message }, finish_reason: null }],
});
const call = { id: 'c', type: 'function', function: { name: 'f', arguments: '{}' } };
const response = (output: object[]): GenerationResult => ({ id: 'r', object: 'response', output });

describe('what a result says', () => {
  it.each<[string, GenerationResult, string]>([
    ['its content', chat({ content: 'hi', tool_calls: [call] }), 'hi'],
    ['its refusal', chat({ refusal: 'no' }), 'no'],
    ['its tool calls as JSON', chat({ tool_calls: [call] }), JSON.stringify([call])],
    ['its function call as JSON', chat({ function_call: call.function }), JSON.stringify(call.function)],
    ['nothing where there is nothing', chat({}), ''],
    ['nothing where there is no choice', { ...head, choices: [] }, ''],
    ['its text', { ...head, choices: [{ index: 0, text: 'hi', finish_reason: 'stop' }] }, 'hi'],
    [
      'the texts of its output',
      response([
        { type: 'reasoning', summary: [], content: [{ type: 'reasoning_text', text: 'Hm.' }] },
        {
          type: 'message',
          content: [
            { type: 'output_text', text: 'a' },
            { type: 'refusal', refusal: 'b' },
          ],
        },
        { type: 'message', content: [{ type: 'output_text', text: 'c' }] },
      ]),
      'abc',
    ],
    [
      'the calls of its output',
      response([{ type: 'function_call', name: 'f', arguments: '{}' }]),
      '[{"type":"function_call","name":"f","arguments":"{}"}]',
    ],
  ])('is %s', (_, result, text) => {
    expect(resultText(result)).toBe(text);
  });

  it('is nothing where it cannot be read', () => {
    const { proxy, revoke } = Proxy.revocable(chat({}), {});
    revoke();
    expect(resultText(proxy)).toBe('');
  });
});

it('answers with what it says, or with the arguments of the calls that the app is to run', () => {
  const search = { type: 'web_search_call', id: 'ws', status: 'completed' };
  const thought = { type: 'reasoning', content: [{ type: 'reasoning_text', text: 'Hm.' }] };
  const asked = { type: 'function_call', call_id: 'c', name: 'f', arguments: '{"id":7}' };
  const said = { type: 'message', content: [{ type: 'output_text', text: 'a' }] };
  expect(answersOf(response([search, thought, said]))).toEqual(['a']);
  expect(answersOf(response([search, thought, asked]))).toEqual(['{"id":7}']);
});
