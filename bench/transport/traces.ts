import { line, now } from '../lines.js';

/** What one request of a small assistant logs: the payload of every run, the floor's and ours. */

const SYSTEM =
  'You are the assistant of a shop. Answer in at most three sentences, in the language of the question. Use only what the ' +
  'documents below say, and name the one you used. Where they say nothing, say so and offer to ask a colleague.';
const ANSWER =
  'Your parcel left our warehouse in Leipzig yesterday evening and should reach you by Thursday. You can follow it with the ' +
  'number in the confirmation that we sent you. If it has not arrived by Friday noon, write to us again, and we will ask the ' +
  'carrier where it is and, where it is lost, send you a new one at no cost (Shipping and delivery, section 4).';

export const messages = (n: number) => [
  { role: 'system' as const, content: SYSTEM },
  {
    role: 'user' as const,
    content: `Where is my parcel? I ordered three lamps ten days ago, and my order has the number ${n}.`,
  },
];

export const PARAMETERS = { temperature: 0.2, max_tokens: 400, top_p: 1 };

export const completion = (n: number) => ({
  id: `chatcmpl-${n}`,
  object: 'chat.completion' as const,
  created: 1_767_225_600,
  model: 'gpt-4o-mini',
  choices: [{ index: 0, message: { role: 'assistant', content: ANSWER }, finish_reason: 'stop', logprobs: null }],
  usage: { prompt_tokens: 93, completion_tokens: 88, total_tokens: 181 },
});

/** How many lines one trace is. */
export const LINES = 7;

/** The ids of what is in a trace. */
export const partsOf = (id: string) => ({ span: `${id}-s`, generation: `${id}-g` });

/** What stands before the data of a trace's lines. */
export function headsOf(id: string): string[] {
  const { span, generation } = partsOf(id);
  const head = (entity: string, of: string, ...actions: string[]) =>
    actions.map((action) => `${entity}{id=${of},action=${action}`);
  return [
    ...head('trace', id, 'create', 'add-span', 'end'),
    ...head('span', span, 'add-generation', 'end'),
    ...head('generation', generation, 'result', 'end'),
  ];
}

/** The lines of one trace with nothing but `JSON.stringify`: the floor. */
export function stringified(id: string, n: number): string[] {
  const { span, generation } = partsOf(id);
  const parts = { messages: messages(n), provider: 'openai', model: 'gpt-4o-mini', modelParameters: PARAMETERS };
  return [
    line('trace', id, 'create', { name: 'POST /ask', tags: {}, startTimestamp: now() }),
    line('trace', id, 'add-span', { id: span, name: 'answer', tags: {}, startTimestamp: now() }),
    line('span', span, 'add-generation', {
      id: generation,
      name: 'complete',
      tags: {},
      startTimestamp: now(),
      ...parts,
    }),
    line('generation', generation, 'result', { result: completion(n) }),
    line('generation', generation, 'end', { endTimestamp: now() }),
    line('span', span, 'end', { endTimestamp: now() }),
    line('trace', id, 'end', { endTimestamp: now() }),
  ];
}
