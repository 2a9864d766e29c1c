export const START = new Date('2025-12-31T23:59:58.500Z');
export const END = new Date('2025-12-31T23:59:59.250Z');
export const config = (id: string) => ({ id, name: 'n', tags: { a: 'b' }, startTimestamp: START, endTimestamp: END });
export const CONVERSATION = [
  { role: 'system', content: 'be brief' },
  { role: 'user', content: 'hi' },
  {
    role: 'assistant',
    content: '',
    tool_calls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: '{}' } }],
  },
  { role: 'tool', content: '4', tool_call_id: 'c' },
];
export const GENERATION = {
  provider: 'openai',
  model: 'gpt-4o',
  messages: CONVERSATION,
  modelParameters: { top_p: 1, stop: ['x'] },
};
export const RESULT = {
  id: 'r',
  object: 'chat.completion',
  created: 1_767_225_600,
  model: 'gpt-4o',
  choices: [{ index: 0, message: { role: 'assistant', content: 'yo' }, logprobs: null, finish_reason: 'stop' }],
  usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 },
  cost: { input: 0.1, output: 0.2, total: 0.3 },
};
export const METADATA = {
  text: 'a',
  number: 1.5,
  flag: false,
  none: null,
  date: START,
  list: [1, 'a', null],
  nested: { deep: { er: [true] } },
  map: new Map([['k', 1]]),
  set: new Set([1, 2]),
  big: 10n,
};
