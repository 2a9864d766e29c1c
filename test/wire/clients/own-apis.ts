import Anthropic from '@anthropic-ai/sdk';
import { GoogleGenAI } from '@google/genai';
import { Mistral } from '@mistralai/mistralai';
import { CohereClientV2 } from 'cohere-ai';
import { Ollama } from 'ollama';
import { type Asked, type Client, drained, say, type Servers } from './client.js';
import { GPT } from './openai-like.js';
import { TOOLS } from './tools.js';

export const CLAUDE = {
  ...{ provider: 'anthropic', operation: 'messages', model: 'claude-sonnet-4-5-20250929', triesAgain: true },
};
export const GEMINI = { provider: 'google', operation: 'generate', model: 'gemini-2.5-flash', triesAgain: true };

function anthropic({ url, retries: maxRetries = 0 }: Servers): Client {
  const { messages } = new Anthropic({ apiKey: 'key', baseURL: url, maxRetries });
  return {
    name: 'anthropic',
    ...CLAUDE,
    ask(asked) {
      const { question, tools, stream, signal } = asked;
      const body = { model: 'claude-of-a-test', max_tokens: 9, messages: say(question) };
      const given = { ...body, ...(tools && { tools: TOOLS.anthropic }) };
      return stream ? drained(messages.stream(given, { signal }), asked) : messages.create(given, { signal });
    },
  };
}

function google({ url, retries = 0 }: Servers): Client {
  const httpOptions = { baseUrl: url, retryOptions: { attempts: retries + 1 } };
  const { models } = new GoogleGenAI({ apiKey: 'key', httpOptions });
  return {
    name: 'google genai',
    ...GEMINI,
    async ask(asked) {
      const { question: contents, tools, stream, signal } = asked;
      const config = { ...(tools && { tools: TOOLS.gemini }), ...(signal && { abortSignal: signal }) };
      const given = { model: 'gemini-2.5-flash', contents, config };
      return stream ? drained(await models.generateContentStream(given), asked) : models.generateContent(given);
    },
  };
}

function mistral({ url, retries = 0 }: Servers): Client {
  const backoff = { initialInterval: 5, maxInterval: 50, exponent: 1.5, maxElapsedTime: 10_000 };
  const strategy = retries > 0 ? { strategy: 'backoff' as const, backoff } : { strategy: 'none' as const };
  const { chat } = new Mistral({ apiKey: 'key', serverURL: url, retryConfig: strategy });
  return {
    name: 'mistral',
    ...GPT,
    async ask(asked) {
      const { question, tools, stream, signal } = asked;
      const given = { model: 'mistral-large-latest', messages: say(question), ...(tools && { tools: TOOLS.chat }) };
      const options = signal ? { fetchOptions: { signal } } : {};
      return stream ? drained(await chat.stream(given, options), asked) : chat.complete(given, options);
    },
  };
}

function cohere({ url, retries: maxRetries = 0 }: Servers): Client {
  const client = new CohereClientV2({ token: 'key', environment: url, maxRetries });
  return {
    name: 'cohere',
    ...{ provider: 'cohere', operation: 'chat', model: 'command-a-03-2025', triesAgain: true },
    async ask(asked) {
      const { question, tools, stream, signal } = asked;
      const given = { model: 'command-a-03-2025', messages: say(question), ...(tools && { tools: TOOLS.chat }) };
      const options = signal ? { abortSignal: signal } : {};
      return stream ? drained(await client.chatStream(given, options), asked) : client.chat(given, options);
    },
  };
}

function ollama({ url }: Servers): Client {
  const client = new Ollama({ host: url });
  const given = ({ question, tools }: Asked) => ({
    ...{ model: 'llama3.2', messages: say(question), ...(tools && { tools: TOOLS.chat }) },
  });
  return {
    name: 'ollama',
    ...{ provider: 'ollama', operation: 'chat', model: 'llama3.2', triesAgain: false },
    async ask(asked) {
      if (!asked.stream) return client.chat(given(asked));
      const stream = await client.chat({ ...given(asked), stream: true });
      asked.signal?.addEventListener('abort', () => stream.abort());
      return drained(stream, asked);
    },
  };
}

/** The SDKs of those with an API of their own. */
export const ownApis = (servers: Servers): Client[] =>
  [anthropic, google, mistral, cohere, ollama].map((client) => client(servers));
