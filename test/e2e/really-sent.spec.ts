import OpenAI, { AzureOpenAI } from 'openai';
import { Generation, type MaximModuleOptions } from '../../lib/index.js';
import { type ChatMessage } from '../../lib/protocol/messages.js';
import { recordedLogger, type RecordedLogger } from '../logger/recorded-logger.js';
import { type Provider, startProvider } from '../parsers/provider-server.js';
import { answerLlm } from '../wire/llm-answers.js';

let provider: Provider;
let openai: OpenAI;
let azure: AzureOpenAI;
let logger: RecordedLogger | undefined;

beforeAll(async () => {
  provider = await startProvider(answerLlm);
  openai = new OpenAI({ apiKey: 'key', baseURL: `${provider.url}/v1`, maxRetries: 0 });
  azure = new AzureOpenAI({ apiKey: 'key', endpoint: provider.url, apiVersion: '2024-10-21', deployment: 'gpt-4o' });
});
afterEach(() => logger?.close());
afterAll(() => provider.close());

const system = { role: 'system' as const, content: 'Be brief.' };
const asked = (content: string) => ({ role: 'user' as const, content });
type Chat = OpenAI.ChatCompletionMessageParam[];
const say = async (messages: Chat, client: OpenAI = openai): Promise<string> =>
  (await client.chat.completions.create({ model: 'gpt-4o', messages })).choices[0]?.message.content ?? '';

class Models {
  @Generation()
  question(question: string): Promise<string> {
    return say([system, asked(question)]);
  }

  @Generation()
  history(history: Chat): Promise<string> {
    return say([system, ...history]);
  }

  @Generation()
  request({ messages }: { model: string; messages: Chat }): Promise<string> {
    return say([system, ...messages]);
  }

  @Generation({ messages: [asked('told')] })
  told(_question: string): Promise<string> {
    return say([system]);
  }

  @Generation({ captureInput: false })
  hidden(question: string): Promise<string> {
    return say([asked(question)]);
  }

  @Generation()
  alone(question: string): string {
    return question;
  }

  @Generation()
  changing(history: ChatMessage[]): string {
    history.push(asked('later'));
    return 'said';
  }

  @Generation()
  endless(_question: string): Promise<never> {
    return new Promise(() => undefined);
  }

  @Generation()
  onAzure(_request: { model: string; messages: Chat }) {
    return azure.chat.completions.create({ model: 'gpt-4o', messages: [asked('Where?')] });
  }

  @Generation()
  mixtral({ messages }: { model: string; messages: Chat }): Promise<string> {
    return say(messages);
  }

  @Generation({ provider: 'mine' })
  named({ messages }: { model: string; messages: Chat }): Promise<string> {
    return say(messages);
  }
}

async function generation(run: (models: Models) => unknown, options?: MaximModuleOptions) {
  logger = await recordedLogger(options);
  await run(new Models());
  await logger.maxim.flush();
  const [trace, ...others] = logger.recorder.traces;
  expect(others).toEqual([]);
  expect(trace?.children).toHaveLength(1);
  return { trace, node: logger.recorder.find({ type: 'generation' }) };
}

describe('the messages of a recorded generation', () => {
  it.each<[string, (models: Models) => unknown, unknown[]]>([
    ['a question', (models) => models.question('Where?'), [system, asked('Where?')]],
    ['a history', (models) => models.history([asked('Where?')]), [system, asked('Where?')]],
    ['a request', (models) => models.request({ model: 'm', messages: [asked('Where?')] }), [asked('Where?')]],
    ['its options', (models) => models.told('Where?'), [asked('told')]],
    ['nothing that may be seen', (models) => models.hidden('Where?'), []],
    ['a question without a call', (models) => models.alone('Where?'), [asked('Where?')]],
    ['a history that changes', (models) => models.changing([asked('Where?')]), [asked('Where?')]],
  ])('that is given %s are those that were really sent, as far as that is known', async (_, run, messages) => {
    const { node } = await generation(run);
    expect(node).toMatchObject({ messages });
  });

  it('that is given a question leave that as the input of its trace', async () => {
    const { trace } = await generation((models) => models.question('Where?'));
    expect(trace).toMatchObject({ input: 'Where?', output: 'On its way.' });
  });

  it('that does not end are what it was given', async () => {
    logger = await recordedLogger();
    void new Models().endless('Where?');
    await logger.close();
    expect(logger.recorder.find({ type: 'generation' })).toMatchObject({
      status: 'unfinished',
      messages: [asked('Where?')],
    });
  });
});

describe('the provider of a recorded generation', () => {
  const messages = [asked('Where?')];
  const priced: string[] = [];
  const price = (provider: string) => {
    priced.push(provider);
    return undefined;
  };
  beforeEach(() => priced.splice(0));
  const host = (): string => new URL(provider.url).host;

  it('is that of the path that was called, whatever its arguments look like', async () => {
    const { node } = await generation((models) => models.onAzure({ model: 'gpt-4o', messages }), { price });
    expect(node).toMatchObject({ provider: 'azure', tags: { provider: 'azure' } });
    expect(priced).toEqual(['azure']);
  });

  it('is that which hosts names', async () => {
    const options = () => ({ price, autoCapture: { hosts: { [host()]: 'groq' } } });
    const { node } = await generation((models) => models.mixtral({ model: 'mixtral-8x7b', messages }), options());
    expect(node).toMatchObject({ provider: 'groq', tags: { provider: 'groq' } });
    expect(priced).toEqual(['groq']);
  });

  it('is that of its options before all', async () => {
    const { node } = await generation((models) => models.named({ model: 'gpt-4o', messages }), {
      autoCapture: { hosts: { [host()]: 'groq' } },
    });
    expect(node).toMatchObject({ provider: 'unknown', tags: { provider: 'mine' } });
  });
});
