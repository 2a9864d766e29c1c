import Groq from 'groq-sdk';
import OpenAI, { AzureOpenAI } from 'openai';
import Together from 'together-ai';
import { type Asked, type Client, drained, say, type Servers } from './client.js';
import { TOOLS } from './tools.js';

export const GPT = { provider: 'openai', operation: 'chat', model: 'gpt-4o-2024-08-06', triesAgain: true };

const bodyOf = ({ question, tools }: Asked) => ({
  model: 'gpt-4o',
  messages: say(question),
  ...(tools && { tools: TOOLS.chat }),
});

async function askOpenai({ chat }: OpenAI, asked: Asked): Promise<unknown> {
  const { stream, signal } = asked;
  return stream
    ? drained(await chat.completions.create({ ...bodyOf(asked), stream }, { signal }), asked)
    : chat.completions.create(bodyOf(asked), { signal });
}

async function askResponses({ responses }: OpenAI, asked: Asked): Promise<unknown> {
  const { question, stream, tools, signal } = asked;
  const body = { model: 'gpt-4o', input: question, ...(tools && { tools: TOOLS.responses }) };
  return stream
    ? drained(await responses.create({ ...body, stream }, { signal }), asked)
    : responses.create(body, { signal });
}

/** The SDKs that speak OpenAI's APIs. */
export function openaiLike({ url, retries: maxRetries = 0 }: Servers): Client[] {
  const options = { apiKey: 'key', maxRetries };
  const openai = new OpenAI({ ...options, baseURL: `${url}/v1` });
  const azure = new AzureOpenAI({ ...options, endpoint: url, apiVersion: '2024-10-21' });
  const groq = new Groq({ ...options, baseURL: url });
  const together = new Together({ ...options, baseURL: `${url}/v1` });
  return [
    { name: 'openai', ...GPT, ask: (asked) => askOpenai(openai, asked) },
    { name: 'openai responses', ...GPT, operation: 'responses', ask: (asked) => askResponses(openai, asked) },
    { name: 'azure openai', ...GPT, provider: 'azure', ask: (asked) => askOpenai(azure, asked) },
    {
      name: 'groq',
      ...GPT,
      ask: async (asked) =>
        asked.stream
          ? drained(await groq.chat.completions.create({ ...bodyOf(asked), stream: true }, asked), asked)
          : groq.chat.completions.create(bodyOf(asked), asked),
    },
    {
      name: 'together',
      ...GPT,
      ask: async (asked) =>
        asked.stream
          ? drained(await together.chat.completions.create({ ...bodyOf(asked), stream: true }, asked), asked)
          : together.chat.completions.create(bodyOf(asked), asked),
    },
  ];
}
