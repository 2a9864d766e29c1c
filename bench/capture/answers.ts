import { completion } from '../transport/traces.js';

/** What the model's server of the benchmark says. */

export const CHUNKS = 100;

const known = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1_767_225_600, model: 'gpt-4o-mini' };
const chunk = (delta: object, finish_reason: string | null = null): string => {
  const choices = [{ index: 0, delta, logprobs: null, finish_reason }];
  return `data: ${JSON.stringify({ ...known, system_fingerprint: 'fp_1', choices })}\n\n`;
};

export const JSON_ANSWER = JSON.stringify(completion(1));
export const EVENTS = [
  chunk({ role: 'assistant', content: '' }),
  ...Array.from({ length: CHUNKS }, () => chunk({ content: ' and so on' })),
  chunk({}, 'stop'),
  'data: [DONE]\n\n',
];
