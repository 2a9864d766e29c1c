import { Injectable, Module, type ModuleMetadata } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import OpenAI from 'openai';
import {
  InjectMaximLogger,
  MaximLogger,
  MaximModule,
  type MaximModuleOptions,
  observeFetch,
  Span,
  suppressCapture,
} from '../../lib/index.js';
import { MaximRecorder, MaximTestingModule } from '../../lib/testing/index.js';
import { type Provider, startProvider } from '../parsers/provider-server.js';
import { answerLlm } from '../wire/llm-answers.js';
import { hooked } from '../wire/hooked.js';

let provider: Provider;
let openai: OpenAI;
let isDown = false;
const closing: (() => Promise<void>)[] = [];

beforeAll(async () => {
  provider = await startProvider((request) =>
    isDown ? { status: 500, json: { error: { message: 'Down' } } } : answerLlm(request),
  );
  openai = new OpenAI({ apiKey: 'key', baseURL: `${provider.url}/v1`, maxRetries: 0 });
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});
afterAll(() => provider.close());

const messages = [{ role: 'user' as const, content: 'Where is it?' }];
const ask = (client = openai): Promise<unknown> => client.chat.completions.create({ model: 'gpt-4o', messages });

@Injectable()
class Desk {
  @Span()
  answer(client = openai): Promise<unknown> {
    return ask(client);
  }
}

@Injectable()
class Invoices {
  constructor(@InjectMaximLogger('billing') readonly maxim: MaximLogger) {}

  @Span({ logger: 'billing' })
  draft(): Promise<unknown> {
    return ask();
  }
}

async function start(options: MaximModuleOptions = {}, metadata: ModuleMetadata = {}) {
  const root = MaximModule.forRoot({ apiKey: 'key', repositoryId: 'main', ...options });
  const { imports = [], providers = [] } = metadata;
  @Module({ imports: [root, ...imports], providers: [Desk, ...providers] })
  class Root {}
  const app = await Test.createTestingModule({ imports: [Root, MaximTestingModule.forRoot()] }).compile();
  await app.init();
  closing.push(() => app.close());
  const [desk, maxim, recorder] = [app.get(Desk), app.get(MaximLogger), app.get(MaximRecorder)];
  const logged = async () => {
    await maxim.flush();
    return recorder.lines.filter(({ action }) => action === 'add-generation').map(({ data }) => data['name']);
  };
  return { app, desk, maxim, recorder, logged };
}

const NAME = 'openai chat gpt-4o-2024-08-06';

describe('autoCapture', () => {
  it('logs, by default, the calls that are made in an app’s scopes', async () => {
    const { desk, recorder, logged } = await start();
    await desk.answer();
    expect(await logged()).toEqual([`${NAME} (Desk.answer)`]);
    expect(recorder.find({ type: 'span' })?.children).toMatchObject([{ type: 'generation', status: 'ok', messages }]);
    expect(recorder.openEntities()).toEqual([]);
  });

  it('as false hooks nothing, and leaves the explicit forms', async () => {
    const before = hooked();
    const { desk, logged } = await start({ autoCapture: false });
    expect(hooked()).toEqual(before);
    await desk.answer();
    expect(await logged()).toEqual([]);
    const observed = new OpenAI({ apiKey: 'key', baseURL: `${provider.url}/v1`, fetch: observeFetch() });
    await desk.answer(observed);
    expect(await logged()).toEqual([`${NAME} (Desk.answer)`]);
  });

  it('takes orphans in where it is told to, not the explicitly silent ones', async () => {
    const [keeping, dropping] = [await start({ autoCapture: { orphans: 'trace' } }), await start()];
    await ask();
    await suppressCapture(() => ask());
    expect(await keeping.logged()).toEqual([NAME]);
    expect(keeping.recorder.traces).toMatchObject([{ name: NAME, input: 'Where is it?', output: 'On its way.' }]);
    expect(await dropping.logged()).toEqual([]);
  });

  it('names hosts, and lets others be', async () => {
    const named = await start({ autoCapture: { hosts: { '127.0.0.1': 'vllm' } } });
    await named.desk.answer();
    await named.logged();
    expect(named.recorder.find({ type: 'generation' })).toMatchObject({
      provider: 'unknown',
      tags: { provider: 'vllm' },
    });
    const denying = await start({ autoCapture: { hosts: { '127.0.0.1': false } } });
    await denying.desk.answer();
    expect(await denying.logged()).toEqual([]);
  });

  it('attaches a call to the logger whose scope it is made in', async () => {
    const billing = MaximModule.forFeature({ name: 'billing', repositoryId: 'repo-2' });
    const { app, recorder, logged } = await start({}, { imports: [billing], providers: [Invoices] });
    const invoices = app.get(Invoices);
    await invoices.draft();
    await invoices.maxim.flush();
    expect(await logged()).toEqual([`${NAME} (Invoices.draft)`]);
    expect(recorder.of('billing').find({ type: 'generation' })).toMatchObject({ status: 'ok' });
  });

  it('keeps two apps of one process apart', async () => {
    const [one, other] = [await start(), await start()];
    await one.maxim.withSpan({ name: 'step' }, () => ask());
    expect([await one.logged(), await other.logged()]).toEqual([[NAME], []]);
    await one.app.close();
    await other.maxim.withSpan({ name: 'step' }, () => ask());
    expect([await one.logged(), await other.logged()]).toEqual([[NAME], [NAME]]);
  });

  it('hooks nothing for a disabled app', async () => {
    const before = hooked();
    const { desk, logged } = await start({ enabled: false, autoCapture: { orphans: 'trace' } });
    expect(hooked()).toEqual(before);
    await desk.answer();
    expect(await logged()).toEqual([]);
  });

  it('ends with the app, whose last calls are written before', async () => {
    const before = hooked();
    const { app, desk, recorder } = await start();
    expect(hooked()).not.toEqual(before);
    await desk.answer();
    await app.close();
    expect(hooked()).toEqual(before);
    expect(recorder.find({ type: 'generation' })).toMatchObject({ status: 'ok' });
    expect(recorder.openEntities()).toEqual([]);
  });

  it('does not log again what is logged by hand', async () => {
    const { maxim, recorder, logged } = await start();
    await maxim.withTrace({ name: 'by hand' }, async () => {
      const generation = maxim.generation({ name: 'mine', provider: 'openai', model: 'gpt-4o', messages });
      generation.result(await openai.chat.completions.create({ model: 'gpt-4o', messages }));
      await ask();
    });
    expect(await logged()).toEqual(['mine', NAME]);
    expect(recorder.traces).toHaveLength(1);
  });

  it('does not log again what is logged by hand a while later', async () => {
    const { maxim, recorder, logged } = await start();
    await maxim.withTrace({ name: 'by hand' }, async () => {
      const generation = maxim.generation({ name: 'mine', provider: 'openai', model: 'gpt-4o', messages });
      const completion = await openai.chat.completions.create({ model: 'gpt-4o', messages });
      await maxim.flush();
      await new Promise((resolve) => setTimeout(resolve, 50));
      generation.result(completion);
    });
    expect(await logged()).toEqual(['mine']);
    expect(recorder.traces).toMatchObject([{ children: [{ name: 'mine', usage: { total_tokens: 7 } }] }]);
  });

  it('logs a call beside a generation that was opened by hand and is told another result, or none', async () => {
    const { maxim, recorder, logged } = await start();
    await maxim.withTrace({ name: 'by hand' }, async () => {
      const generation = maxim.generation({ name: 'mine', provider: 'openai', model: 'gpt-4o', messages });
      maxim.generation({ name: 'forgotten', provider: 'openai', model: 'gpt-4o', messages });
      await ask();
      await new Promise((resolve) => setTimeout(resolve, 50));
      generation.error({ message: 'of something else' });
    });
    expect((await logged()).sort()).toEqual(['forgotten', 'mine', NAME]);
    expect(recorder.openEntities()).toMatchObject([{ name: 'forgotten' }]);
  });

  it('does not log again what is logged by id', async () => {
    const { maxim, recorder, logged } = await start();
    await maxim.withTrace({ name: 'by hand' }, async (trace) => {
      maxim.traceGeneration(trace.id, { id: 'mine', provider: 'openai', model: 'gpt-4o', messages });
      const completion = await openai.chat.completions.create({ model: 'gpt-4o', messages });
      maxim.generationResult('mine', completion);
    });
    await logged();
    expect(recorder.traces).toMatchObject([{ children: [{ id: 'mine', usage: { total_tokens: 7 } }] }]);
  });

  it.each([
    ['outside any trace', (_: MaximLogger, fn: () => Promise<unknown>) => fn()],
    ['in a trace that is over', (maxim: MaximLogger, fn: () => Promise<unknown>) => maxim.withTrace({ name: 't' }, fn)],
  ])('has written, after flush(), a call %s that might have been tried again', async (_, within) => {
    const { maxim, recorder, logged } = await start({ autoCapture: { orphans: 'trace' } });
    isDown = true;
    await within(maxim, () => ask().catch(() => undefined));
    isDown = false;
    expect(await logged()).toEqual(['openai chat gpt-4o']);
    expect(recorder.find({ type: 'generation' })).toMatchObject({ status: 'error', error: { message: 'Down' } });
  });

  it('does not log again a failure that is logged by hand', async () => {
    const { maxim, logged } = await start();
    isDown = true;
    await maxim.withTrace({ name: 'by hand' }, async () => {
      const generation = maxim.generation({ name: 'mine', provider: 'openai', model: 'gpt-4o', messages });
      await ask().catch((error: Error) => generation.error(error));
    });
    isDown = false;
    expect(await logged()).toEqual(['mine']);
  });
});
