import Anthropic from '@anthropic-ai/sdk';
import { createOpenAI } from '@ai-sdk/openai';
import { generateText, jsonSchema, stepCountIs, streamText, tool } from 'ai';
import OpenAI from 'openai';
import { Generation, Retrieval, Span, ToolCall } from '../../lib/index.js';
import { type TreeNode } from '../../lib/testing/index.js';
import { recordedLogger, type RecordedLogger } from '../logger/recorded-logger.js';
import { type Provider, type Received, type Reply, startProvider } from '../parsers/provider-server.js';
import { answerLlm } from '../wire/llm-answers.js';

/** What the server told, all its answers together. */
let told = 0;
let calls = 0;
let provider: Provider;
let openai: OpenAI;
let anthropic: Anthropic;
let logged: RecordedLogger;

/** Each answer has other counts, so that none can stand for another. */
function answer(request: Received): Reply {
  calls += 1;
  const { body } = request;
  const messages = [body['messages'] ?? body['input']].flat() as { role?: string; type?: string }[];
  const answers = messages.filter(({ role, type }) => role === 'tool' || type === 'function_call_output').length;
  const reply = answerLlm(request, body['tools'] && answers < 2 ? 'call' : 'words');
  const [prompt, completion] = [10 ** calls, calls];
  told += prompt + completion;
  const counts = [
    [/"(prompt_tokens|input_tokens)":3/g, prompt],
    [/"(completion_tokens|output_tokens)":4/g, completion],
    [/"(total_tokens)":[37]/g, prompt + completion],
    [/"(id|call_id)":"call_1"/g, `"call_${String(calls)}"`],
  ] as const;
  const json = counts.reduce((text, [key, count]) => text.replace(key, `"$1":${String(count)}`), JSON.stringify(reply));
  return JSON.parse(json) as Reply;
}

beforeAll(async () => {
  provider = await startProvider(answer);
  openai = new OpenAI({ apiKey: 'key', baseURL: `${provider.url}/v1`, maxRetries: 0 });
  anthropic = new Anthropic({ apiKey: 'key', baseURL: provider.url, maxRetries: 0 });
});
beforeEach(async () => {
  [told, calls] = [0, 0];
  logged = await recordedLogger();
});
afterEach(() => logged.close());
afterAll(() => provider.close());

const messages = [{ role: 'user' as const, content: 'Where is it?' }];
const complete = () => openai.chat.completions.create({ model: 'gpt-4o', messages });
const message = () => anthropic.messages.create({ model: 'claude', max_tokens: 9, messages });
const text = async () => (await complete()).choices[0]?.message.content ?? '';
const embed = () => openai.embeddings.create({ model: 'text-embedding-3-small', input: 'Where is it?' });

const lookup = tool({
  description: 'Looks an order up.',
  inputSchema: jsonSchema<{ id: number }>({ type: 'object', properties: { id: { type: 'number' } } }),
  execute: () => 'sent',
});
const loop = (api: 'chat' | 'responses', inside: () => unknown = () => 'sent') => ({
  model: createOpenAI({ apiKey: 'key', baseURL: `${provider.url}/v1` })[api]('gpt-4o'),
  ...{ prompt: 'Where is it?', maxRetries: 0, stopWhen: stepCountIs(5) },
  tools: { lookup: { ...lookup, execute: inside } },
});

class Inner {
  @Generation()
  complete() {
    return complete();
  }

  @Generation()
  text() {
    return text();
  }

  @Generation()
  stream() {
    return openai.chat.completions.create({
      ...{ model: 'gpt-4o', messages, stream: true as const },
      stream_options: { include_usage: true },
    });
  }

  @Generation()
  message() {
    return anthropic.messages.stream({ model: 'claude', max_tokens: 9, messages }).finalMessage();
  }

  @Span()
  step() {
    return complete();
  }

  @Retrieval()
  async search() {
    await embed();
    return ['a document'];
  }

  @ToolCall()
  async tool() {
    return this.complete();
  }

  @Generation()
  async broken(): Promise<never> {
    await complete();
    throw new Error('no JSON');
  }
}
const inner = new Inner();

class Outer {
  @Generation()
  around() {
    return inner.complete();
  }

  @Generation()
  async aroundText() {
    return inner.text();
  }

  @Generation()
  async aroundStream() {
    return inner.stream();
  }

  @Generation()
  aroundMessage() {
    return inner.message();
  }

  @Generation()
  aroundSpan() {
    return inner.step();
  }

  @Generation()
  async afterSearch() {
    await inner.search();
    return complete();
  }

  @Generation()
  async withTool() {
    const first = await complete();
    await inner.tool();
    return first;
  }

  @Generation()
  async mixed() {
    await inner.message();
    await complete();
    await inner.step();
    return complete();
  }

  @Generation()
  async atOnce() {
    const [first] = await Promise.all([complete(), inner.complete(), complete(), message()]);
    return first;
  }

  @Generation()
  onlyLast() {
    return complete().then(complete);
  }

  @Generation()
  async afterFailure() {
    return inner.broken().catch(() => complete());
  }

  @Generation()
  generated() {
    return generateText(loop('chat'));
  }

  @Generation()
  async generatedText() {
    return (await generateText(loop('responses'))).text;
  }

  @Generation()
  streamed() {
    return streamText(loop('chat'));
  }

  @Generation()
  nested() {
    return generateText(loop('responses', () => inner.tool()));
  }

  @Span()
  generatedInSpan() {
    return generateText(loop('responses'));
  }

  @Generation()
  twiceAround() {
    return this.around();
  }
}

const within = (nodes: readonly TreeNode[]): TreeNode[] => nodes.flatMap((node) => [node, ...within(node.children)]);
const generations = () => within(logged.recorder.traces).filter((node) => node.type === 'generation');

async function consumed(given: unknown): Promise<void> {
  const value = (await given) as { fullStream?: AsyncIterable<unknown> } | AsyncIterable<unknown>;
  if (typeof value !== 'object') return;
  const stream = 'fullStream' in value ? value.fullStream : value;
  if (stream && Symbol.asyncIterator in stream) for await (const _ of stream);
}

const ways = Object.getOwnPropertyNames(Outer.prototype).filter(
  (name): name is keyof Outer => name !== 'constructor' && name in Outer.prototype,
);

describe.each(ways)('%s', (way) => {
  it('tells each token once, alone and inside a trace', async () => {
    for (const around of [false, true]) {
      const { maxim } = logged;
      const outer = new Outer();
      await (around ? maxim.withTrace({ name: 'request' }, () => consumed(outer[way]())) : consumed(outer[way]()));
      await maxim.flush();
    }
    const total = generations().reduce((sum, { usage }) => sum + (usage?.total_tokens ?? 0), 0);
    expect(total).toBe(told);
    expect(logged.recorder.openEntities()).toEqual([]);
  });
});

it('leaves the tokens to the innermost generation, and the answer to all', async () => {
  await new Outer().twiceAround();
  await logged.maxim.flush();
  const shown = generations().map(({ name, usage, result }) => [name, usage?.total_tokens, result]);
  const answered = expect.objectContaining({ choices: expect.any(Array) as unknown }) as unknown;
  expect(shown).toEqual([
    ['Outer.twiceAround', undefined, answered],
    ['Outer.around', undefined, answered],
    ['Inner.complete', 11, answered],
  ]);
});

it('has a generation for each step of a loop with tools', async () => {
  await new Outer().generated();
  await logged.maxim.flush();
  expect(generations().map(({ name, usage }) => [name, usage?.total_tokens])).toEqual([
    ['Outer.generated', 11],
    ['openai chat gpt-4o-2024-08-06 (Outer.generated)', 102],
    ['openai chat gpt-4o-2024-08-06 (Outer.generated)', 1003],
  ]);
});
