import { createAmazonBedrock } from '@ai-sdk/amazon-bedrock';
import { createAnthropic } from '@ai-sdk/anthropic';
import { createGoogleGenerativeAI } from '@ai-sdk/google';
import { createOpenAI } from '@ai-sdk/openai';
import { ChatAnthropic } from '@langchain/anthropic';
import { ChatOpenAI } from '@langchain/openai';
import { createGateway, generateText, type LanguageModel, streamText } from 'ai';
import { BEDROCK } from './bedrock.js';
import { type Asked, type Client, drained, type Servers } from './client.js';
import { GPT } from './openai-like.js';
import { CLAUDE, GEMINI } from './own-apis.js';
import { TOOLS } from './tools.js';

async function askAi(model: LanguageModel, maxRetries: number, asked: Asked): Promise<unknown> {
  const { question: prompt, tools, signal, stream } = asked;
  const given = {
    model,
    prompt,
    maxRetries,
    ...(tools && { tools: TOOLS.ai }),
    ...(signal && { abortSignal: signal }),
  };
  if (!stream) return generateText(given);
  return drained(pieces(streamText({ ...given, onError: () => undefined }).fullStream), asked);
}

/** What the model itself said; what failed is one of the parts. */
async function* pieces(parts: AsyncIterable<{ type: string; error?: unknown }>): AsyncGenerator {
  for await (const part of parts) {
    if (part.type === 'error') throw part.error;
    if (part.type === 'text-delta') yield part;
  }
}

function aiSdk({ url, retries = 0 }: Servers): Client[] {
  const apiKey = 'key';
  const openai = createOpenAI({ apiKey, baseURL: `${url}/v1` });
  const claude = createAnthropic({ apiKey, baseURL: `${url}/v1` })('claude-sonnet-4-5');
  const gemini = createGoogleGenerativeAI({ apiKey, baseURL: `${url}/v1beta` })('gemini-2.5-flash');
  const bedrock = createAmazonBedrock({ apiKey, region: 'eu-central-1', baseURL: url })(BEDROCK.model);
  const gateway = createGateway({ apiKey, baseURL: `${url}/v3/ai` })('openai/gpt-4o');
  const client = (name: string, told: Omit<Client, 'name' | 'ask'>, model: LanguageModel): Client => ({
    ...{ name: `ai sdk ${name}`, ...told, ask: (asked) => askAi(model, retries, asked) },
  });
  return [
    client('openai', GPT, openai.chat('gpt-4o')),
    client('openai responses', { ...GPT, operation: 'responses' }, openai('gpt-4o')),
    client('anthropic', CLAUDE, claude),
    client('google', GEMINI, gemini),
    client('bedrock', BEDROCK, bedrock),
    client('gateway', { ...GPT, provider: 'vercel', operation: 'generate', model: 'openai/gpt-4o' }, gateway),
  ];
}

function langchain({ url, retries: maxRetries = 0 }: Servers): Client[] {
  const options = { apiKey: 'key', maxRetries };
  const openai = new ChatOpenAI({ ...options, model: 'gpt-4o', configuration: { baseURL: `${url}/v1` } });
  const claude = new ChatAnthropic({ ...options, model: 'claude-of-a-test', anthropicApiUrl: url });
  const client = (name: string, told: Omit<Client, 'name' | 'ask'>, model: ChatOpenAI | ChatAnthropic): Client => ({
    name: `langchain ${name}`,
    ...told,
    async ask(asked) {
      const able = asked.tools ? model.bindTools(TOOLS.chat) : model;
      const call = asked.signal ? { signal: asked.signal } : {};
      return asked.stream ? drained(await able.stream(asked.question, call), asked) : able.invoke(asked.question, call);
    },
  });
  return [client('openai', GPT, openai), client('anthropic', CLAUDE, claude)];
}

/** The libraries that stand between an app and the providers. */
export const frameworks = (servers: Servers): Client[] => [...aiSdk(servers), ...langchain(servers)];
