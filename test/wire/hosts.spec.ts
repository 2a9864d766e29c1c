import OpenAI from 'openai';
import { Agent, fetch as undiciFetch, interceptors, ProxyAgent } from 'undici';
import { maximProvider } from '../../lib/parsers/providers.js';
import { type Provider, startProvider } from '../parsers/provider-server.js';
import { startCapturing } from './capturing.js';
import { answerLlm } from './llm-answers.js';

let provider: Provider;
beforeAll(async () => {
  provider = await startProvider(answerLlm);
});
afterAll(() => provider.close());

const messages = [{ role: 'user' as const, content: 'Hi' }];

/** Asks a host through the library of OpenAI; whatever its name is, our own server answers, as a proxy. */
async function ask(baseURL: string, defaultQuery?: Record<string, string>): Promise<void> {
  const dispatcher = new ProxyAgent({ uri: provider.url, proxyTunnel: false });
  const fetch = ((url: string, init: object) => undiciFetch(url, { ...init, dispatcher })) as typeof globalThis.fetch;
  const client = new OpenAI({ apiKey: 'key', maxRetries: 0, baseURL, fetch, ...(defaultQuery && { defaultQuery }) });
  await client.chat.completions.create({ model: 'a-model', messages });
  await dispatcher.close();
}

it.each([
  ['OpenAI', 'http://api.openai.com/v1', 'openai', 'openai'],
  ['Azure’s deployments', 'http://mine.openai.azure.com/openai/deployments/my-gpt', 'azure', 'azure'],
  ['Azure’s v1', 'http://mine.openai.azure.com/openai/v1', 'azure', 'azure'],
  ['Azure’s Foundry', 'http://mine.services.ai.azure.com/openai/v1', 'azure', 'azure'],
  ['Azure behind a gateway', 'http://llm.example.org/openai/deployments/my-gpt', 'azure', 'azure'],
  ['Groq', 'http://api.groq.com/openai/v1', 'groq', 'groq'],
  ['Together', 'http://api.together.xyz/v1', 'together', 'together'],
  ['OpenRouter', 'http://openrouter.ai/api/v1', 'openrouter', 'unknown'],
  ['Mistral', 'http://api.mistral.ai/v1', 'mistral', 'unknown'],
  ['DeepSeek', 'http://api.deepseek.com', 'deepseek', 'unknown'],
  ['xAI', 'http://api.x.ai/v1', 'xai', 'unknown'],
  ['Perplexity', 'http://api.perplexity.ai', 'perplexity', 'unknown'],
  ['Fireworks', 'http://api.fireworks.ai/inference/v1', 'fireworks', 'fireworks'],
  ['Cerebras', 'http://api.cerebras.ai/v1', 'cerebras', 'unknown'],
  ['Hugging Face', 'http://router.huggingface.co/v1', 'huggingface', 'huggingface'],
  ['Google', 'http://generativelanguage.googleapis.com/v1beta/openai', 'google', 'google'],
  ['GitHub', 'http://models.github.ai/inference', 'github', 'unknown'],
  ['LiteLLM', 'http://litellm.internal:4000', 'openai', 'openai'],
  ['vLLM', 'http://vllm.internal:8000/v1', 'openai', 'openai'],
  ['LM Studio', 'http://localhost:1234/v1', 'openai', 'openai'],
  ['Ollama', 'http://localhost:11434/v1', 'openai', 'openai'],
])('%s at %s is %s, which Maxim lists as %s', async (_, baseURL, name, listed) => {
  const capturing = startCapturing();
  await ask(baseURL);
  const calls = await capturing.atLeast(1);
  expect(calls).toMatchObject([{ provider: name, outcome: 'ok', request: { messages } }]);
  expect(maximProvider(name)).toBe(listed);
  expect(capturing.faults).toEqual([]);
  capturing.stop();
});

it.each([
  ['litellm.internal:4000', 'http://litellm.internal:4000', 'litellm'],
  ['vllm.internal', 'http://vllm.internal:8000/v1', 'vllm'],
  ['localhost:1234', 'http://localhost:1234/v1', 'lmstudio'],
  ['api.openai.com', 'http://api.openai.com/v1', 'house-proxy'],
])('the option hosts names %s', async (host, baseURL, name) => {
  const capturing = startCapturing({ hosts: { [host]: name } });
  await ask(baseURL, { 'api-version': '1', key: 'secret' });
  const calls = await capturing.atLeast(1);
  expect(calls).toMatchObject([{ provider: name, recognised: { isKnownHost: true } }]);
  expect(calls[0]?.recognised.url).not.toContain('secret');
  capturing.stop();
});

it('the option hosts lets one be', async () => {
  const capturing = startCapturing({ hosts: { 'vllm.internal': false } });
  await ask('http://vllm.internal:8000/v1');
  expect(await capturing.calls()).toEqual([]);
  capturing.stop();
});

it.each([
  ['named after its provider', {}, ['groq']],
  ['let be where the option hosts says so', { 'api.groq.com': false as const }, []],
])('a host whose name undici’s own interceptor looks up is %s', async (_, hosts, providers) => {
  const capturing = startCapturing({ hosts });
  const { port } = new URL(provider.url);
  const address = { address: '127.0.0.1', family: 4 as const, ttl: 1000 };
  const dispatcher = new Agent().compose(
    interceptors.dns({ dualStack: false, affinity: 4, lookup: (_host, _options, give) => give(null, [address]) }),
  );
  const body = JSON.stringify({ model: 'a-model', messages });
  const url = `http://api.groq.com:${port}/openai/v1/chat/completions`;
  await (await undiciFetch(url, { method: 'POST', body, dispatcher })).text();
  await dispatcher.close();
  expect((await capturing.calls()).map(({ provider: name }) => name)).toEqual(providers);
  capturing.stop();
});
