import { stripVTControlCharacters } from 'node:util';
import { type INestApplication } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { type Backends, startBackends } from '../../sample/00-quickstart/src/demo/backends.js';
import { runDemo } from '../../sample/00-quickstart/src/demo/demo.js';
import { forwarded } from '../../sample/00-quickstart/src/demo/forwarding.js';
import { QuickstartModule } from '../../sample/00-quickstart/src/demo/quickstart.module.js';
import { type StandIn, startOpenAIStandIn } from '../../sample/00-quickstart/src/stand-in/openai-stand-in.js';
import { type Collector, startCollector } from '../../lib/collector/index.js';

const VARIABLE = /^(MAXIM|OPENAI)_/;
const environment = { ...process.env };
const closing: { close(): Promise<unknown> }[] = [];

function setVariables(variables: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(process.env).filter((name) => VARIABLE.test(name))) delete process.env[name];
  Object.assign(process.env, variables);
}

async function start(variables: NodeJS.ProcessEnv): Promise<Backends & { app: INestApplication; url: string }> {
  setVariables(variables);
  const backends = await startBackends(process.env);
  const testing = await Test.createTestingModule({ imports: [QuickstartModule.beside(backends)] }).compile();
  const app = testing.createNestApplication({ logger: false });
  closing.push(app);
  await app.listen(0, '127.0.0.1');
  return { ...backends, app, url: await app.getUrl() };
}

async function opened<T extends Collector | StandIn>(server: Promise<T>): Promise<T> {
  closing.push(await server);
  return server;
}

const openTicket = (url: string) =>
  fetch(`${url}/support/tickets`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text: 'Is there a warranty?' }),
  });

describe('the quickstart', () => {
  afterEach(async () => {
    for (const one of closing.splice(0).reverse()) await one.close();
    setVariables(Object.fromEntries(Object.entries(environment).filter(([name]) => VARIABLE.test(name))));
  });

  it('prints what was asked, and the trace of it: tree, model, tokens, answer and error', async () => {
    const { url, collector } = await start({});
    const lines: string[] = [];
    await runDemo(url, collector, (text) => lines.push(...stripVTControlCharacters(text).split('\n')));
    const has = (...parts: string[]) => expect(lines).toContainEqual(expect.stringMatching(parts.join('.*')));

    has('1\\. A question');
    has('200 OK');
    has('✓ POST /support/answers ', 'trace · gpt-4o-mini · 77 tokens');
    has('session +customer-');
    has('└─ ✓ SupportService\\.answer ', 'span');
    has('   ├─ ✓ KnowledgeService\\.search ', 'retrieval · 1 document');
    has('   ├─ ✓ find-order ', 'tool call');
    has('   └─ ✓ LanguageModel\\.complete ', 'generation · openai/gpt-4o-mini · 53 \\+ 24 = 77 tokens');
    has('answer +Your order A-1001 .*arrives on Thursday\\. Every order .* takes three working days\\.$');

    has('200 OK, in \\d+ pieces');
    has('✓ POST /support/answers/stream ', 'trace · gpt-4o-mini · 99 tokens');
    has('LanguageModel\\.stream ', 'openai/gpt-4o-mini · 70 \\+ 29 = 99 tokens · first token');
    has('answer +Your order A-1001 .*the return label is free\\.$');

    has('201 Created');
    has('└─ ✓ triage ', 'generation · openai/gpt-4o-mini · 22 \\+ 1 = 23 tokens');
    has('answer +warranty');

    has('502 Bad Gateway');
    has('✗ POST /support/answers ', 'trace · error');
    has('✗ LanguageModel\\.complete ', 'openai/no-such-model');
    has('error +.*model_not_found.*`no-such-model` does not exist');
    expect(collector.traces()).toHaveLength(4);
  }, 60_000);

  it('says which request failed that should not have, after all traces are printed', async () => {
    const { url: OPENAI_BASE_URL } = await opened(startOpenAIStandIn(['another-model']));
    const { url, collector } = await start({ OPENAI_BASE_URL, OPENAI_API_KEY: 'key' });
    const lines: string[] = [];
    const demo = runDemo(url, collector, (line) => lines.push(line));
    await expect(demo).rejects.toThrow(
      /^Request 1 should have got 200, not 502 Bad Gateway: .*\nRequest 2 should have got 200, /,
    );
    expect(lines.join('\n')).toContain('`gpt-4o-mini` does not exist');
    expect(collector.traces()).toHaveLength(4);
  }, 60_000);

  it('asks the server and the model that the environment names', async () => {
    const { url: OPENAI_BASE_URL } = await opened(startOpenAIStandIn(['another-model']));
    const { url, ...backends } = await start({ OPENAI_BASE_URL, OPENAI_API_KEY: 'key', OPENAI_MODEL: 'another-model' });
    expect(backends).toMatchObject({ model: 'another-model', openai: OPENAI_BASE_URL });
    expect((await openTicket(url)).status).toBe(201);
  });

  it('passes its traces on to Maxim', async () => {
    const maxim = await opened(startCollector({ port: 0, apiKey: 'key' }));
    const variables = { MAXIM_BASE_URL: maxim.url, MAXIM_API_KEY: 'key', MAXIM_LOG_REPO_ID: 'repository' };
    const { app, url, collector } = await start(variables);
    await openTicket(url);
    await app.close();
    expect(maxim.traces()).toMatchObject([{ name: 'POST /support/tickets', children: [{ name: 'triage' }] }]);
    expect(maxim.traces()).toEqual(collector.traces());
  });

  it('says that Maxim refused its traces', async () => {
    const maxim = await opened(startCollector({ port: 0, apiKey: 'key' }));
    const variables = { MAXIM_BASE_URL: maxim.url, MAXIM_API_KEY: 'wrong', MAXIM_LOG_REPO_ID: 'repository' };
    const { url, collector } = await start(variables);
    await openTicket(url);
    await expect(forwarded(collector)).rejects.toThrow(/^Maxim did not get all traces: .*401.* Check MAXIM_API_KEY/);
  });

  it('asks for the repository where there is a key of Maxim', async () => {
    await expect(start({ MAXIM_API_KEY: 'key' })).rejects.toThrow('set it to the id of your log repository');
  });

  it('answers 400 to a question without a text', async () => {
    const { url } = await start({});
    expect((await fetch(`${url}/support/answers`, { method: 'POST' })).status).toBe(400);
  });
});
