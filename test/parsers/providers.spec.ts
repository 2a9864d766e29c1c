import { maximProvider, providerName, providerOfHost } from '../../lib/parsers/providers.js';

describe('the provider of a host', () => {
  it.each([
    ['api.openai.com', 'openai'],
    ['API.OpenAI.com', 'openai'],
    ['my-house.openai.azure.com', 'azure'],
    ['my-house.openai.azure.us', 'azure'],
    ['codestral.mistral.ai', 'mistral'],
    ['api.anthropic.com', 'anthropic'],
    ['generativelanguage.googleapis.com', 'google'],
    ['aiplatform.googleapis.com', 'vertex'],
    ['europe-west4-aiplatform.googleapis.com', 'vertex'],
    ['aiplatform.eu.rep.googleapis.com', 'vertex'],
    ['bedrock-mantle.us-east-1.api.aws', 'bedrock'],
    ['bedrock-runtime.eu-central-1.amazonaws.com', 'bedrock'],
    ['bedrock-runtime-fips.us-east-1.amazonaws.com', 'bedrock'],
    ['vpce-1-a.bedrock-runtime.us-east-1.vpce.amazonaws.com', 'bedrock'],
    ['openrouter.ai', 'openrouter'],
    ['router.huggingface.co', 'huggingface'],
    ['x1.us-east-1.aws.endpoints.huggingface.cloud', 'huggingface'],
    ['Phi-4-abc.eastus2.models.ai.azure.com', 'azure'],
    ['idx-1.svc.aped-1.pinecone.io', 'pinecone'],
  ])('%s is %s', (host, provider) => {
    expect(providerOfHost(host)).toBe(provider);
  });

  it.each([
    ...[
      ['localhost'],
      ['evilapi.openai.com.example.org'],
      ['myopenrouter.ai'],
      ['my-openrouter.ai'],
      ['not-pinecone.io'],
    ],
    ['my-aiplatform.example.org'],
    [''],
  ])('%j is not known', (host) => {
    expect(providerOfHost(host)).toBeUndefined();
  });

  it('is Azure where the path has a deployment', () => {
    expect(providerOfHost('gateway.example.org', '/openai/deployments/gpt/chat/completions')).toBe('azure');
  });
});

it.each([
  ['openai.chat', 'openai'],
  ['azure-openai.responses', 'azure'],
  ['amazon-bedrock', 'bedrock'],
  ['google.generative-ai', 'google'],
  ['google.vertex.chat', 'vertex'],
  ['google-vertexai', 'vertex'],
  ['bedrock-converse', 'bedrock'],
  ['togetherai.chat', 'together'],
  ['xai.chat', 'xai'],
])('a library’s %s is %s', (id, name) => {
  expect(providerName(id)).toBe(name);
});

it.each([
  ['openai', 'openai'],
  ['vertex', 'google'],
  ['cohere', 'cohere'],
  ['openrouter', 'unknown'],
])('%s is listed by Maxim as %s', (name, listed) => {
  expect(maximProvider(name)).toBe(listed);
});
