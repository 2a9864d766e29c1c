import { type Hosts, recognise, underHosts } from '../../lib/wire/recognise.js';

const at = (url: string, hosts: Hosts = {}, method = 'POST') => {
  const { origin, pathname, search } = new URL(url);
  const call = recognise({ method, origin, path: pathname + search });
  return call && underHosts(call, hosts);
};

it('lets the counting of tokens be', () => {
  const models = '/v1/projects/p/locations/l/publishers/anthropic/models';
  expect(at(`https://us-east5-aiplatform.googleapis.com${models}/count-tokens:rawPredict`)).toBeUndefined();
});

it.each([
  ['https://api.openai.com/v1/chat/completions', 'openai', 'chat', undefined],
  ['https://api.openai.com/v1/completions', 'openai', 'completions', undefined],
  ['https://api.openai.com/v1/responses', 'openai', 'responses', undefined],
  ['https://api.openai.com/v1/embeddings', 'openai', 'embeddings', undefined],
  ['https://r.openai.azure.com/openai/deployments/my-gpt/chat/completions?api-version=1', 'azure', 'chat', 'my-gpt'],
  ['https://r.openai.azure.com/openai/deployments/my-gpt/embeddings?api-version=1', 'azure', 'embeddings', 'my-gpt'],
  ['https://r.openai.azure.com/openai/v1/responses', 'azure', 'responses', undefined],
  ['https://api.groq.com/openai/v1/chat/completions', 'groq', 'chat', undefined],
  ['https://api.together.xyz/v1/chat/completions', 'together', 'chat', undefined],
  ['https://openrouter.ai/api/v1/chat/completions', 'openrouter', 'chat', undefined],
  ['https://api.mistral.ai/v1/chat/completions', 'mistral', 'chat', undefined],
  ['https://api.mistral.ai/v1/fim/completions', 'mistral', 'fim', undefined],
  ['https://api.mistral.ai/v1/agents/completions', 'mistral', 'agents', undefined],
  ['https://codestral.mistral.ai/v1/chat/completions', 'mistral', 'chat', undefined],
  ['https://codestral.mistral.ai/v1/fim/completions', 'mistral', 'fim', undefined],
  ['https://api.deepseek.com/chat/completions', 'deepseek', 'chat', undefined],
  ['https://api.deepseek.com/beta/completions', 'deepseek', 'completions', undefined],
  ['https://r.openai.azure.us/openai/v1/responses', 'azure', 'responses', undefined],
  ['https://api.fireworks.ai/inference/v1/chat/completions', 'fireworks', 'chat', undefined],
  ['https://api.anthropic.com/v1/messages?beta=true', 'anthropic', 'messages', undefined],
  [
    'https://us-east5-aiplatform.googleapis.com/v1/projects/p/locations/l/publishers/anthropic/models/claude-x@1:streamRawPredict',
    'vertex',
    'messages',
    'claude-x@1',
  ],
  [
    'https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse&key=secret',
    'google',
    'generate',
    'gemini-2.5-flash',
  ],
  ['https://generativelanguage.googleapis.com/v1beta/openai/chat/completions', 'google', 'chat', undefined],
  [
    'https://bedrock-runtime.eu-central-1.amazonaws.com/model/arn%3Aaws%3Abedrock%3A1%3Ax%2Fy/converse-stream',
    'bedrock',
    'converse',
    'arn:aws:bedrock:1:x/y',
  ],
  [
    'https://bedrock-runtime-fips.us-east-1.amazonaws.com/model/a.b-v1%3A0/invoke-with-response-stream',
    'bedrock',
    'invoke',
    'a.b-v1:0',
  ],
  ['http://127.0.0.1:11434/api/chat', 'ollama', 'chat', undefined],
  ['https://api.cohere.com/v2/chat', 'cohere', 'chat', undefined],
  ['http://127.0.0.1:8000/v1/chat/completions', 'openai', 'chat', undefined],
])('knows %s', (url, provider, operation, model) => {
  const call = at(url);
  expect(call).toMatchObject({ provider, api: { operation } });
  expect(call?.target).toBe(model);
});

it.each([
  'https://api.anthropic.com/v1/messages/count_tokens',
  'https://api.anthropic.com/v1/messages/batches',
  'https://api.openai.com/v1/responses/resp_1/cancel',
  'https://api.openai.com/v1/chat/completions/chatcmpl-1',
  'https://api.openai.com/v1/files',
  'https://example.org/users/7/completions',
  'https://app.getmaxim.ai/api/sdk/v3/log',
])('lets %s be', (url) => {
  expect(at(url)).toBeUndefined();
});

it('lets requests be that only read', () => {
  expect(at('https://api.openai.com/v1/chat/completions', {}, 'GET')).toBeUndefined();
  expect(at('https://api.openai.com/v1/chat/completions', {}, 'CONNECT')).toBeUndefined();
});

it('tells which hosts are those of a provider', () => {
  expect(at('https://api.openai.com/v1/responses')?.isKnownHost).toBe(true);
  expect(at('https://llm.example.org/v1/responses')?.isKnownHost).toBe(false);
});

it('takes the names that the app gives to hosts, with and without a port, and its denials', () => {
  const hosts = { 'llm.example.org': 'vllm', 'other.example.org:8000': 'mistral', 'api.openai.com': false } as const;
  expect(at('https://llm.example.org:81/v1/chat/completions', hosts)).toMatchObject({
    provider: 'vllm',
    isKnownHost: true,
  });
  expect(at('https://other.example.org:8000/v1/chat/completions', hosts)?.provider).toBe('mistral');
  expect(at('https://other.example.org/v1/chat/completions', hosts)?.provider).toBe('openai');
  expect(at('https://api.openai.com/v1/chat/completions', hosts)).toBeUndefined();
  expect(at('https://constructor/v1/chat/completions', hosts)?.provider).toBe('openai');
});

it('takes the name of a host with its scheme’s own port, which the wire leaves out', () => {
  const hosts = { 'llm.example.org:443': 'vllm', '[::1]:80': 'ollama' };
  expect(at('https://llm.example.org/v1/chat/completions', hosts)?.provider).toBe('vllm');
  expect(at('http://[::1]/v1/chat/completions', hosts)?.provider).toBe('ollama');
  expect(at('https://llm.example.org:8443/v1/chat/completions', hosts)?.provider).toBe('openai');
});

it('takes the host from the path where the request goes through a proxy, and drops all that is secret', () => {
  const path = 'http://user:password@api.groq.com/openai/v1/chat/completions?key=secret';
  const call = recognise({ method: 'POST', origin: 'http://proxy:3128', path });
  expect(call).toMatchObject({ provider: 'groq', url: 'api.groq.com/openai/v1/chat/completions' });
  expect(
    recognise({ method: 'POST', origin: 'https://u:p@api.openai.com', path: '/v1/responses?api-key=1' })?.url,
  ).toBe('api.openai.com/v1/responses');
});

it('keeps a model’s name that is not well encoded', () => {
  expect(at('https://bedrock-runtime.eu-central-1.amazonaws.com/model/50%/converse')?.target).toBe('50%');
});
