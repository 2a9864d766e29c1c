import Anthropic from '@anthropic-ai/sdk';
import { createOpenAI } from '@ai-sdk/openai';
import { generateText, jsonSchema, stepCountIs, streamText, tool } from 'ai';
import { gzipSync } from 'node:zlib';
import OpenAI from 'openai';
import { newId } from '../../lib/protocol/ids.js';
import { Generation, type MaximModuleOptions, Span, suppressCapture, ToolCall } from '../../lib/index.js';
import { type ToolCallNode, type TreeNode } from '../../lib/testing/index.js';
import { recordedLogger, type RecordedLogger } from '../logger/recorded-logger.js';
import { type Provider, type Received, type Reply, startProvider, written } from '../parsers/provider-server.js';
import { answerLlm } from '../wire/llm-answers.js';

type Message = OpenAI.ChatCompletionMessageParam;

let provider: Provider;
let openai: OpenAI;
let anthropic: Anthropic;
let logged: RecordedLogger | undefined;
let isZipped: boolean;

/** What the model says instead, turn by turn. */
let script: object[] | undefined;

/** Asks for the tool until it is answered. */
function answer(request: Received): Reply {
  const message = script?.shift();
  if (message) {
    const choices = [{ index: 0, message: { role: 'assistant', content: null, ...message }, finish_reason: 'stop' }];
    return { json: { id: newId(), object: 'chat.completion', created: 1, model: 'gpt-4o', choices } };
  }
  const text = JSON.stringify(request.body);
  const isAnswered = /"role":"tool"|"type":"(tool_result|function_call_output)"/.test(text);
  const reply = answerLlm(request, isAnswered ? 'words' : 'call');
  if (!isZipped) return reply;
  const [type, pieces] = written(reply);
  return { raw: [type, gzipSync(Buffer.concat(pieces))], headers: { 'content-encoding': 'gzip' } };
}

beforeAll(async () => {
  provider = await startProvider(answer);
  openai = new OpenAI({ apiKey: 'key', baseURL: `${provider.url}/v1`, maxRetries: 0 });
  anthropic = new Anthropic({ apiKey: 'key', baseURL: provider.url, maxRetries: 0 });
});
beforeEach(() => {
  isZipped = false;
  script = undefined;
});
afterEach(async () => {
  await logged?.close();
  logged = undefined;
});
afterAll(() => provider.close());

const question: Message = { role: 'user', content: 'Where is it?' };
const complete = (messages: Message[]) => openai.chat.completions.create({ model: 'gpt-4o', messages });
const toolMessage = (id = 'call_1', content = 'sent'): Message => ({ role: 'tool', tool_call_id: id, content });

/** The turns of a conversation, by hand: the model asks for a tool, gets its answer, and says what it says. */
async function converse(ask: typeof complete, run?: (args: { id: number }) => unknown): Promise<void> {
  const messages = [question];
  const { message } = (await ask(messages)).choices[0] ?? {};
  if (message) messages.push(message);
  for (const call of message?.tool_calls ?? []) {
    if (call.type === 'function') await run?.(JSON.parse(call.function.arguments) as { id: number });
    messages.push(toolMessage(call.id));
  }
  const { message: said } = (await ask(messages)).choices[0] ?? {};
  if (said) messages.push(said);
  await ask([...messages, question]);
}

class Desk {
  @Generation()
  complete(messages: Message[]) {
    return complete(messages);
  }

  @Generation()
  async text(messages: Message[]) {
    return (await complete(messages)).choices[0]?.message.content;
  }

  @ToolCall()
  lookup(_order: { id: number }) {
    return Promise.resolve('sent');
  }

  @ToolCall()
  handedOn({ id }: { id: number }, _options: object) {
    return `sent ${String(id)}`;
  }

  @ToolCall({ id: 'call_1', name: 'something else' })
  named(_order: { id: number }) {
    return 'sent';
  }

  @ToolCall({ name: 'look_up' })
  broken(_order: { id: number }): never {
    throw new Error('out of order');
  }

  @Span()
  step(run?: (args: { id: number }) => unknown) {
    return converse(complete, run);
  }

  @Generation()
  async loop() {
    await converse(complete);
    return 'done';
  }
}
const desk = new Desk();

const within = (nodes: readonly TreeNode[]): TreeNode[] => nodes.flatMap((node) => [node, ...within(node.children)]);

/** The tool calls of a trace in which a function ran. */
async function tools(fn: () => unknown, options?: MaximModuleOptions): Promise<ToolCallNode[]> {
  await logged?.close();
  logged = await recordedLogger(options);
  const { maxim, recorder } = logged;
  await maxim.withTrace({ name: 'request' }, async () => fn());
  await maxim.flush();
  expect(recorder.openEntities()).toEqual([]);
  expect(recorder.traces).toHaveLength(1);
  const added = recorder.lines.filter(({ action }) => action === 'add-tool-call');
  const nodes = within(recorder.traces).filter((node) => node.type === 'tool_call');
  expect(nodes).toHaveLength(added.length);
  return nodes;
}

const asked = { id: 'call_1', name: 'lookup', args: '{"id":7}', result: 'sent', status: 'ok' };
const run = { ...asked, name: 'Desk.lookup' };

describe('a tool that a model asked for', () => {
  it.each([
    ['by recorded generations', () => converse((messages) => desk.complete(messages), desk.lookup)],
    ['by undecorated calls', () => converse(complete, desk.lookup)],
    ['by undecorated calls in a span', () => desk.step(desk.lookup)],
  ])('and a method ran (%s) is one element under the model’s id', async (_, fn) => {
    expect(await tools(fn)).toMatchObject([run]);
    isZipped = true;
    expect(await tools(fn)).toMatchObject([run]);
  });

  it.each([
    ['of recorded generations', () => converse((messages) => desk.complete(messages))],
    ['of undecorated calls', () => converse(complete)],
  ])('and a message %s answered is one element under the model’s id', async (_, fn) => {
    const [element, ...others] = await tools(fn);
    expect(others).toEqual([]);
    expect(element).toMatchObject(asked);
    const { traces: [trace] = [], lines = [] } = logged?.recorder ?? {};
    const [first, second] = (trace?.children ?? []).filter(({ type }) => type === 'generation');
    const times = [first?.startTimestamp, element?.startTimestamp, element?.endTimestamp, second?.endTimestamp];
    expect(times.map(String)).toEqual([...times].map(String).sort());
    expect(lines).toContainEqual(expect.objectContaining({ entity: 'trace', id: trace?.id, action: 'add-tool-call' }));
  });

  it('inside a recorded generation names that as where it ran', async () => {
    const [element, ...others] = await tools(() => desk.loop());
    expect(others).toEqual([]);
    const generation = logged?.recorder.find({ name: 'Desk.loop' });
    expect(element).toMatchObject({ ...asked, tags: { parentId: generation?.id } });
  });

  it('and that failed is an error under the model’s id', async () => {
    const fn = () => desk.broken({ id: 7 });
    const broken = await tools(() =>
      converse(complete, (order) =>
        Promise.resolve(order)
          .then(fn)
          .catch(() => null),
      ),
    );
    expect(broken).toMatchObject([{ id: 'call_1', name: 'look_up', status: 'error' }]);
  });

  it('goes by the id of its decorator, and is not told again', async () => {
    expect(await tools(() => converse(complete, desk.named))).toMatchObject([{ ...asked, name: 'something else' }]);
  });

  it('twice at once is told by its arguments', async () => {
    const twice = { role: 'assistant' as const, content: null, tool_calls: [call('a', 1), call('b', 2)] };
    const { maxim, recorder } = (logged = await recordedLogger());
    await maxim.withTrace({ name: 'request' }, async () => {
      maxim.withGeneration({}, () => ({
        ...{ id: 'c', object: 'chat.completion', created: 1, model: 'm' },
        choices: [{ index: 0, message: twice, finish_reason: 'tool_calls' }],
      }));
      await desk.lookup({ id: 2 });
      await desk.lookup({ id: 1 });
      await desk.lookup({ id: 1 });
    });
    const added = recorder.lines.filter(({ action }) => action === 'add-tool-call').map(({ data }) => data);
    expect(added).toMatchObject([{ id: 'b', args: '{"id":2}' }, { id: 'a' }, { args: '{"id":1}' }]);
    expect(['a', 'b']).not.toContain(added[2]?.['id']);
  });

  describe('by an id that the server uses again', () => {
    const turns = () => [1, 2].map((order) => ({ tool_calls: [call('call_0', order)] }));
    const loop = async (ask: typeof complete, run?: (args: { id: number }) => unknown): Promise<void> => {
      script = [...turns(), { content: 'sent' }];
      const messages: Message[] = [question];
      for (const order of [1, 2]) {
        const { message } = (await ask(messages)).choices[0] ?? {};
        await run?.({ id: order });
        if (message) messages.push(message, toolMessage('call_0', `sent ${String(order)}`));
      }
      await ask(messages);
    };

    it.each([
      ['recorded generations', (messages: Message[]) => desk.complete(messages)],
      ['undecorated calls', complete],
    ])('is told as often as it was asked for, by a message of %s', async (_, ask) => {
      const [first, second, ...others] = await tools(() => loop(ask));
      expect(first).toMatchObject({ id: 'call_0', args: '{"id":1}', result: 'sent 1' });
      expect(second).toMatchObject({ args: '{"id":2}', result: 'sent 2' });
      expect(second?.id).not.toBe('call_0');
      expect(others).toEqual([]);
    });

    it('is told once where a method ran it each time', async () => {
      const told = await tools(() => loop(complete, desk.lookup));
      expect(told).toMatchObject([
        { ...run, id: 'call_0', args: '{"id":1}' },
        { name: run.name, args: '{"id":2}' },
      ]);
    });

    it('is told once where a method ran it each time that the AI SDK hands the id on to', async () => {
      const lookup = tool({
        inputSchema: jsonSchema<{ id: number }>({ type: 'object', properties: { id: { type: 'number' } } }),
        execute: (order, options) => desk.handedOn(order, options),
      });
      const ask = () =>
        generateText({
          model: createOpenAI({ apiKey: 'key', baseURL: `${provider.url}/v1` }).chat('gpt-4o'),
          ...{ prompt: 'Where is it?', maxRetries: 0, stopWhen: stepCountIs(3), tools: { lookup } },
        });
      for (const work of [ask, () => suppressCapture(ask)]) {
        script = [...turns(), { content: 'sent' }];
        const [first, second, ...others] = await tools(work);
        expect(first).toMatchObject({ id: 'call_0', args: '{"id":1}', result: 'sent 1' });
        expect(second).toMatchObject({ args: '{"id":2}', result: 'sent 2' });
        expect(second?.id).not.toBe('call_0');
        expect(others).toEqual([]);
      }
    });
  });

  it('that has no id is answered by its name, or by its place', async () => {
    const nameless = { ...call('', 7), id: '' };
    for (const rest of [{ name: 'lookup' }, {}]) {
      script = [{ tool_calls: [nameless] }, { content: 'sent' }];
      const told = { role: 'assistant' as const, content: null, tool_calls: [nameless] };
      const elements = await tools(async () => {
        await complete([question]);
        await complete([question, told, { ...toolMessage(''), ...rest }]);
      });
      expect(elements).toMatchObject([{ ...asked, id: expect.any(String) as unknown }]);
    }
  });

  it('as OpenAI’s first models did is answered by the function’s name', async () => {
    const function_call = { name: 'lookup', arguments: '{"id":7}' };
    script = [{ function_call }, { content: 'sent' }];
    const elements = await tools(async () => {
      await complete([question]);
      const told = { role: 'assistant' as const, content: null, function_call };
      await complete([question, told, { role: 'function', name: 'lookup', content: 'sent' }]);
    });
    expect(elements).toMatchObject([{ ...asked, id: expect.any(String) as unknown }]);
  });

  it('and that a message answered in parts is told as their text', async () => {
    const parts = ['se', 'nt'].map((text) => ({ type: 'text' as const, text }));
    const message = { role: 'assistant' as const, content: null, tool_calls: [call('call_1', 7)] };
    const elements = await tools(async () => {
      await complete([question]);
      await complete([question, message, { role: 'tool', tool_call_id: 'call_1', content: parts }]);
    });
    expect(elements).toMatchObject([asked]);
  });

  it('shows nothing where content is off', async () => {
    const off = { captureInput: false, captureOutput: false };
    const fn = () => converse((messages) => desk.complete(messages));
    expect(await tools(fn, off)).toMatchObject([{ id: 'call_1', name: 'lookup', args: '', result: '' }]);
    expect(await tools(fn, { captureContent: false })).toMatchObject([{ id: 'call_1', args: '', result: '' }]);
  });

  it('of another trace is let be', async () => {
    const message = { role: 'assistant' as const, content: null, tool_calls: [call('call_1', 7)] };
    expect(await tools(() => complete([question, message, toolMessage()]))).toEqual([]);
  });

  it('of Anthropic’s is answered by a block of a message', async () => {
    const ask = async (messages: Anthropic.MessageParam[]) =>
      anthropic.messages.create({ model: 'claude', max_tokens: 9, messages });
    const user = { role: 'user' as const, content: 'Where is it?' };
    const elements = await tools(async () => {
      const { content } = await ask([user]);
      const [use] = content.filter((block) => block.type === 'tool_use');
      const result = { type: 'tool_result' as const, tool_use_id: use?.id ?? '', content: 'sent' };
      await ask([user, { role: 'assistant', content }, { role: 'user', content: [result] }]);
    });
    expect(elements).toMatchObject([asked]);
  });

  it('of a response is answered by an item of its input', async () => {
    const elements = await tools(async () => {
      const { output } = await openai.responses.create({ model: 'gpt-4o', input: 'Where is it?' });
      const answered = { type: 'function_call_output' as const, call_id: 'call_1', output: 'sent' };
      await openai.responses.create({
        model: 'gpt-4o',
        input: [...output, answered] as OpenAI.Responses.ResponseInput,
      });
    });
    expect(elements).toMatchObject([asked]);
  });

  describe.each(['chat', 'responses'] as const)('by the AI SDK over %s', (api) => {
    const loop = (execute: (order: { id: number }) => unknown) => ({
      model: createOpenAI({ apiKey: 'key', baseURL: `${provider.url}/v1` })[api]('gpt-4o'),
      ...{ prompt: 'Where is it?', maxRetries: 0, stopWhen: stepCountIs(3) },
      tools: {
        lookup: tool({
          inputSchema: jsonSchema<{ id: number }>({ type: 'object', properties: { id: { type: 'number' } } }),
          execute,
        }),
      },
    });
    const streamed = async (execute: (order: { id: number }) => unknown) => {
      for await (const _ of streamText(loop(execute)).fullStream);
    };

    it('is one element, whether a method of ours runs it or not, streamed or not', async () => {
      expect(await tools(() => generateText(loop(desk.lookup)))).toMatchObject([run]);
      expect(await tools(() => generateText(loop(() => 'sent')))).toMatchObject([asked]);
      expect(await tools(() => streamed(desk.lookup))).toMatchObject([run]);
      expect(await tools(() => streamed(() => 'sent'))).toMatchObject([asked]);
    });
  });
});

const call = (id: string, order: number) => ({
  id,
  type: 'function' as const,
  function: { name: 'lookup', arguments: JSON.stringify({ id: order }) },
});
