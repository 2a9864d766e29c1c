import { NotFoundError, OpenAI } from 'openai';
import { type StandIn, startOpenAIStandIn } from '../../sample/00-quickstart/src/stand-in/openai-stand-in.js';

const messages = [
  { role: 'system' as const, content: 'Help.\nArticle: Bells ring.\nOrder: A-1, red bell, sent' },
  { role: 'user' as const, content: 'Where is my bell?' },
];
const answer = 'Your order A-1 (red bell): sent. Bells ring.';
const usage = { prompt_tokens: 13, completion_tokens: 8, total_tokens: 21 };

async function all<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const values: T[] = [];
  for await (const value of stream) values.push(value);
  return values;
}

describe("the quickstart's stand-in, asked through the openai package", () => {
  let standIn: StandIn;
  let openai: OpenAI;

  beforeAll(async () => {
    standIn = await startOpenAIStandIn(['gpt-4o-mini']);
    openai = new OpenAI({ baseURL: standIn.url, apiKey: 'none' });
  });
  afterAll(() => standIn.close());

  it('answers in one piece, from what the messages hold, and counts words as tokens', async () => {
    const completion = await openai.chat.completions.create({ model: 'gpt-4o-mini', messages });
    expect(completion).toMatchObject({ object: 'chat.completion', model: 'gpt-4o-mini', usage });
    expect(completion.choices).toMatchObject([
      { message: { role: 'assistant', content: answer }, finish_reason: 'stop' },
    ]);
  });

  it('streams the role, the words, why it ended, and the tokens where they are asked for', async () => {
    const stream_options = { include_usage: true };
    const stream = await openai.chat.completions.create({
      model: 'gpt-4o-mini',
      messages,
      stream: true,
      stream_options,
    });
    const chunks = await all(stream);
    expect(new Set(chunks.map(({ id }) => id)).size).toBe(1);
    expect(chunks[0]?.choices[0]?.delta).toMatchObject({ role: 'assistant', content: '' });
    expect(chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('')).toBe(answer);
    expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe('stop');
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage });
    expect(chunks.slice(0, -1).every((chunk) => chunk.usage === null)).toBe(true);
  });

  it('streams no tokens where they are not asked for', async () => {
    const stream = await openai.chat.completions.create({ model: 'gpt-4o-mini', messages, stream: true });
    const chunks = await all(stream);
    expect(chunks.every((chunk) => !('usage' in chunk) && chunk.choices.length === 1)).toBe(true);
  });

  it('refuses a model that it does not know, as OpenAI does', async () => {
    const asked = openai.chat.completions.create({ model: 'no-such-model', messages });
    await expect(asked).rejects.toThrow(NotFoundError);
    await expect(asked).rejects.toMatchObject({ status: 404, code: 'model_not_found', type: 'invalid_request_error' });
  });

  it('lists its models, and refuses what is no request', async () => {
    expect((await openai.models.list()).data.map(({ id }) => id)).toEqual(['gpt-4o-mini']);
    const refused = await fetch(`${standIn.url}/chat/completions`, { method: 'POST', body: '{' });
    expect(refused.status).toBe(400);
    expect((await fetch(`${standIn.url}/embeddings`)).status).toBe(404);
  });
});
