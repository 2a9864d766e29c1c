import OpenAI from 'openai';
import { currentGeneration, currentTrace, Generation, type GenerationConfig, Trace } from '../../lib/index.js';
import { type GenerationNode, type TreeNode } from '../../lib/testing/index.js';
import { recordedLogger, type RecordedLogger } from '../logger/recorded-logger.js';
import { type Provider, type Received, type Reply, startProvider } from '../parsers/provider-server.js';
import { answerLlm } from '../wire/llm-answers.js';

/** What the server told, all its answers together. */
let told = 0;
let calls = 0;
let provider: Provider;
let openai: OpenAI;
let logged: RecordedLogger;

/** Each answer has an id and counts of its own, so that none can stand for another. */
function answer(request: Received): Reply {
  calls += 1;
  const [prompt, completion] = [10 ** calls, calls];
  told += prompt + completion;
  const json = JSON.stringify(answerLlm(request, 'words'))
    .replace(/"prompt_tokens":3/g, `"prompt_tokens":${String(prompt)}`)
    .replace(/"completion_tokens":4/g, `"completion_tokens":${String(completion)}`)
    .replace(/"total_tokens":7/g, `"total_tokens":${String(prompt + completion)}`)
    .replace(/"id":"([^"]*)"/, `"id":"$1-${String(calls)}"`);
  return JSON.parse(json) as Reply;
}

const messages = [{ role: 'user' as const, content: 'Where is it?' }];
const config: GenerationConfig = { name: 'hand', provider: 'openai', model: 'gpt-4o', messages };
const complete = () => openai.chat.completions.create({ model: 'gpt-4o', messages });
const textOf = ({ choices: [choice] }: OpenAI.ChatCompletion) => choice?.message.content ?? '';
const later = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function byHand(open = () => logged.maxim.generation(config)): Promise<OpenAI.ChatCompletion> {
  const generation = open();
  const completion = await complete();
  generation.result(completion);
  return completion;
}

class Inner {
  @Generation()
  complete() {
    return complete();
  }

  @Trace({ root: true })
  rootBare() {
    return complete();
  }

  @Trace({ root: true })
  rootDecorated() {
    return this.complete();
  }

  @Trace({ root: true })
  rootHand() {
    return byHand();
  }
}
const inner = new Inner();

class Outer {
  @Generation()
  hand() {
    return byHand();
  }

  @Generation()
  async handText() {
    return textOf(await byHand());
  }

  @Generation()
  async handNothing() {
    await byHand();
  }

  @Generation()
  async afterTheFact() {
    const completion = await complete();
    await later(20);
    logged.maxim.generation(config).result(completion);
    return textOf(completion);
  }

  @Generation()
  async afterItsEnd() {
    const completion = await complete();
    logged.maxim.generation({ ...config, endTimestamp: new Date() }).result(completion);
    return completion;
  }

  @Generation()
  async underAnotherId() {
    const generation = logged.maxim.generation(config);
    const completion = await complete();
    generation.result({ ...completion, id: 'mine' });
    return textOf(completion);
  }

  @Generation()
  ofTrace() {
    return byHand(() => currentTrace()?.generation(config) ?? logged.maxim.generation(config));
  }

  @Generation()
  ofAnotherTrace() {
    return byHand(() => logged.maxim.trace({ name: 'other' }).generation(config));
  }

  @Generation()
  async byId() {
    const { id } = logged.maxim.traceGeneration(currentTrace()?.id ?? '', config);
    const completion = await complete();
    logged.maxim.generationResult(id, completion);
    return completion;
  }

  @Generation()
  inTool() {
    return logged.maxim.withToolCall({ name: 'tool', description: '' }, () => byHand());
  }

  @Generation()
  decoratedInTool() {
    return logged.maxim.withToolCall({ name: 'tool', description: '' }, () => inner.complete());
  }

  @Generation()
  bareInSearch() {
    return logged.maxim.withRetrieval({ name: 'search' }, () => complete());
  }

  @Generation()
  async innerThenHand() {
    const completion = await inner.complete();
    currentGeneration()?.result(completion);
    return textOf(completion);
  }

  @Generation()
  async handThenHand() {
    const completion = await byHand();
    currentGeneration()?.result(completion);
  }

  @Generation()
  async itself() {
    const completion = await complete();
    currentGeneration()?.result(completion);
    return textOf(completion);
  }

  @Generation()
  itselfIn() {
    return new Outer().itself();
  }

  @Generation()
  rootBare() {
    return inner.rootBare();
  }

  @Generation()
  rootDecorated() {
    return inner.rootDecorated();
  }

  @Generation()
  rootHand() {
    return inner.rootHand();
  }

  @Generation()
  async lateResult() {
    const generation = logged.maxim.generation(config);
    const completion = await complete();
    setTimeout(() => generation.result(completion), 50);
    return completion;
  }

  @Generation()
  async neverTold() {
    const generation = logged.maxim.generation(config);
    const completion = await complete();
    generation.end();
    return completion;
  }

  @Generation()
  twiceAround() {
    return this.hand();
  }

  @Generation()
  aroundRoot() {
    return this.rootHand();
  }
}

/** Where only the wire tells what was not logged by hand. */
class Captured {
  @Generation()
  async oneOfTwo() {
    const first = await complete();
    await byHand();
    return first;
  }

  @Generation()
  async theFirstOfTwo() {
    await byHand();
    return complete();
  }

  @Generation()
  async besideTool() {
    const first = await complete();
    await logged.maxim.withToolCall({ name: 'tool', description: '' }, () => byHand());
    return textOf(first);
  }

  @Generation()
  async innerThenOwn() {
    await inner.complete();
    currentGeneration()?.result(await complete());
  }

  @Generation()
  async calledOutside() {
    const completion = await complete();
    logged.maxim.withGeneration(config, (generation) => generation.result(completion));
    return textOf(completion);
  }

  @Generation()
  async givenInside() {
    const completion = await complete();
    logged.maxim.withGeneration(config, () => completion);
    return textOf(completion);
  }

  @Generation()
  async two() {
    await byHand();
    return textOf(await byHand());
  }
}

const within = (nodes: readonly TreeNode[]): TreeNode[] => nodes.flatMap((node) => [node, ...within(node.children)]);
const generations = (): GenerationNode[] =>
  within(logged.recorder.traces).filter((node): node is GenerationNode => node.type === 'generation');
const tokens = () => generations().map(({ name, usage }) => [name, usage?.total_tokens]);
const total = () => generations().reduce((sum, { usage }) => sum + (usage?.total_tokens ?? 0), 0);
const methodsOf = <C extends object>({ prototype }: { prototype: C }) =>
  Object.getOwnPropertyNames(prototype).filter((name): name is keyof C & string => name !== 'constructor');

beforeAll(async () => {
  provider = await startProvider(answer);
  openai = new OpenAI({ apiKey: 'key', baseURL: `${provider.url}/v1`, maxRetries: 0 });
});
beforeEach(() => {
  [told, calls] = [0, 0];
});
afterEach(() => logged.close());
afterAll(() => provider.close());

async function run(call: () => unknown): Promise<void> {
  await call();
  await logged.maxim.withTrace({ name: 'request' }, call);
  await later(60);
  await logged.maxim.flush();
}

describe.each([true, false])('with autoCapture: %s', (autoCapture) => {
  beforeEach(async () => {
    logged = await recordedLogger({ autoCapture });
  });

  it.each(methodsOf(Outer))('tells each token once: %s', async (way) => {
    await run(() => new Outer()[way]());
    const untold = way === 'neverTold' ? [] : tokens().filter(([name, count]) => name === 'hand' && !count);
    expect([total(), untold]).toEqual([told, []]);
    const left = logged.recorder.openEntities().filter(({ name }) => name !== 'other');
    expect(left).toEqual([]);
  });
});

describe('by hand, inside a recorded generation', () => {
  beforeEach(async () => {
    logged = await recordedLogger();
  });

  it.each(methodsOf(Captured))('tells each token of several calls once: %s', async (way) => {
    await run(() => new Captured()[way]());
    expect(total()).toBe(told);
  });

  it('leaves the tokens to what was logged by hand, and the answer to all', async () => {
    await new Outer().twiceAround();
    await logged.maxim.flush();
    expect(tokens()).toEqual([
      ['Outer.twiceAround', undefined],
      ['Outer.hand', undefined],
      ['hand', 11],
    ]);
    expect(generations().map(({ result }) => result)).toEqual(
      Array(3).fill(expect.objectContaining({ choices: expect.any(Array) as unknown })),
    );
  });

  it('tells no tokens of a call twice where the method fails after it', async () => {
    const { maxim } = logged;
    const fails = maxim.withGeneration({ ...config, name: 'outer' }, async () => {
      await byHand();
      throw new Error('no JSON');
    });
    await expect(fails).rejects.toThrow('no JSON');
    await maxim.flush();
    expect(tokens()).toEqual([
      ['outer', undefined],
      ['hand', 11],
    ]);
  });

  it('a later call of the same trace is logged, though it has the counts of one that was told', async () => {
    const { maxim } = logged;
    await maxim.withTrace({ name: 'request' }, async () => {
      await new Outer().afterTheFact();
      calls = 0;
      await complete();
    });
    await maxim.flush();
    expect(total()).toBe(22);
  });

  it('what never ends holds nobody up for long', async () => {
    const { maxim } = logged;
    await maxim.withTrace({ name: 'request' }, () =>
      maxim.withGeneration({ ...config, name: 'outer' }, async () => {
        maxim.generation({ ...config, name: 'forgotten' });
        return complete();
      }),
    );
    const before = Date.now();
    await maxim.flush();
    expect(Date.now() - before).toBeLessThan(30_000);
    expect(tokens()).toEqual([
      ['outer', 11],
      ['forgotten', undefined],
    ]);
  });
});
