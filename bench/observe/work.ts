import { line, now } from '../lines.js';
import { completion, messages, PARAMETERS } from '../transport/traces.js';

/** What is recorded in every part of the benchmark: two methods, and the lines that a call of each is on the wire. */

export type Kind = 'span' | 'generation';

const DOCUMENTS = ['shipping', 'returns', 'warranty'].map((name, at) => ({
  id: `${name}-${at + 1}`,
  title: `How we handle ${name}`,
  text: 'Parcels leave our warehouse within two working days. What comes back within thirty is paid back in full.',
  score: 0.9 - at / 10,
}));
export const FOUND = { documents: DOCUMENTS, total: DOCUMENTS.length };
export const ANSWER = completion(1);

export const DONE = Promise.resolve();

export const question = (n: number) => ({ text: 'Where is my parcel?', order: n, language: 'en', limit: 3 });
export const request = (n: number) => ({ model: 'gpt-4o-mini', messages: messages(n), ...PARAMETERS });

export class Shop {
  async find(_question: object): Promise<typeof FOUND> {
    await DONE;
    return FOUND;
  }

  async complete(_request: object): Promise<typeof ANSWER> {
    await DONE;
    return ANSWER;
  }
}

export const argumentsOf = (kind: Kind): object[] =>
  Array.from({ length: 100 }, (_, n) => (kind === 'span' ? question(n) : request(n)));

/** The method without anything around it. */
export function plainMethod(kind: Kind): (argument: object) => Promise<object> {
  const shop = new Shop();
  return kind === 'span' ? (argument) => shop.find(argument) : (argument) => shop.complete(argument);
}

/** The first line of a trace. */
export const traceLine = (id: string, name: string): string =>
  line('trace', id, 'create', { name, tags: {}, startTimestamp: now() });

/** The last line of an element. */
export const endLine = (entity: string, id: string): string => line(entity, id, 'end', { endTimestamp: now() });

/** The lines of a call inside a trace, before it and after it. */
export const CALL_LINES = {
  span: {
    before: (trace: string, id: string, name: string, argument: object) => [
      line('trace', trace, 'add-span', { id, name, tags: {}, startTimestamp: now() }),
      line('span', id, 'update', { metadata: { input: JSON.stringify(argument) } }),
    ],
    after: (id: string, result: object) => [
      line('span', id, 'update', { metadata: { output: JSON.stringify(result) } }),
      endLine('span', id),
    ],
  },
  generation: {
    before: (trace: string, id: string, name: string, argument: object) => {
      const { model, messages, ...modelParameters } = argument as ReturnType<typeof request>;
      const known = { id, messages, name, tags: {}, startTimestamp: now(), provider: 'openai', model, modelParameters };
      return [line('trace', trace, 'add-generation', known)];
    },
    after: (id: string, result: object) => [line('generation', id, 'result', { result }), endLine('generation', id)],
  },
};
