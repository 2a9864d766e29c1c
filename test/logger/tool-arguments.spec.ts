import { tool } from '@langchain/core/tools';
import { z } from 'zod';
import { Generation, ToolCall } from '../../lib/index.js';
import { recordedLogger, type RecordedLogger } from './recorded-logger.js';

const call = (id: string, args: string) => ({ id, type: 'function', function: { name: 'weather', arguments: args } });

class Agent {
  @Generation()
  ask(...calls: object[]): object {
    const message = { role: 'assistant', content: null, tool_calls: calls };
    return { id: 'c', object: 'chat.completion', created: 1, model: 'm', choices: [{ index: 0, message }] };
  }

  @ToolCall()
  weather(args: string): string {
    return `sunny: ${args}`;
  }

  @ToolCall({ args: (_name: string, args: string) => args })
  run(_name: string, args: string): string {
    return args;
  }

  @ToolCall({ name: 'weather' })
  inLangChain({ city }: { city: string }, _config?: unknown): string {
    return `sunny in ${city}`;
  }

  @ToolCall()
  dispatch(asked: object): object {
    return asked;
  }

  @ToolCall()
  dispatchById(_id: string, args: string): string {
    return args;
  }
}

describe('the arguments of a tool', () => {
  let logged: RecordedLogger;
  beforeAll(async () => {
    logged = await recordedLogger();
  });
  afterEach(() => logged.recorder.clear());
  afterAll(() => logged.close());
  const added = () => logged.recorder.lines.filter(({ action }) => action === 'add-tool-call').map(({ data }) => data);

  it.each([
    ['an object', '{"id": 12345678901234567890}', '{"id": 12345678901234567890}'],
    ['a list', ' [1]', ' [1]'],
    ['no JSON', '{broken', '"{broken"'],
    ['a word', 'Bern', '"Bern"'],
    ['a number', '12', '"12"'],
    ['nothing', '', '""'],
  ])('stay the text that they are given as, where that is JSON of more than a value: %s', (_, given, args) => {
    new Agent().weather(given);
    new Agent().run('weather', given);
    logged.maxim.withToolCall({ name: 'weather', args: given }, () => given);
    expect(added()).toMatchObject([{ args }, { args }, { args }]);
  });

  it('tell which run of several they are, also as text', () => {
    const agent = new Agent();
    logged.maxim.withTrace({ name: 'agent' }, () => {
      agent.ask(call('a', '{"city": "Bern"}'), call('b', '{"city": "Basel"}'));
      agent.weather('{"city": "Basel"}');
      agent.weather('{"city": "Bern"}');
    });
    expect(added()).toMatchObject([{ id: 'b' }, { id: 'a' }]);
  });

  it.each([
    ['OpenAI’s', call('call_2', '{}')],
    [
      'a Responses object’s',
      { type: 'function_call', id: 'fc_1', call_id: 'call_2', name: 'weather', arguments: '{}' },
    ],
    ['Anthropic’s', { type: 'tool_use', id: 'call_2', name: 'weather', input: {} }],
    ['the AI SDK’s', { type: 'tool-call', toolCallId: 'call_2', toolName: 'weather', input: {} }],
  ])('tell it by the model’s id, where they are its whole call: %s', (_, asked) => {
    const agent = new Agent();
    logged.maxim.withTrace({ name: 'agent' }, () => {
      agent.ask(call('call_1', '{}'), call('call_2', '{}'));
      agent.dispatch(asked);
      agent.dispatch(asked);
      agent.dispatchById('call_1', '{}');
    });
    const [first, again, last] = added();
    expect([first?.['id'], last?.['id']]).toEqual(['call_2', 'call_1']);
    expect(again?.['id']).not.toBe('call_2');
  });

  it('are those of LangChain’s tools without its config, which has the model’s id', async () => {
    const agent = new Agent();
    const weather = tool((input: { city: string }, config) => agent.inLangChain(input, config), {
      name: 'weather',
      description: 'Tells the weather.',
      schema: z.object({ city: z.string() }),
    });
    const asked = ['call_1', 'call_2'].map((id) => ({ id, name: 'weather', args: { city: 'Bern' } }));
    await logged.maxim.withTrace({ name: 'agent' }, async () => {
      agent.ask(...asked.map(({ id, args }) => call(id, JSON.stringify(args))));
      for (const each of asked.toReversed()) await weather.invoke({ ...each, type: 'tool_call' });
      await weather.invoke({ city: 'Basel' });
    });
    const args = '{"city":"Bern"}';
    expect(added()).toMatchObject([{ id: 'call_2', args }, { id: 'call_1', args }, {}]);
  });
});
