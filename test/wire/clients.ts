import { createOpenAI } from '@ai-sdk/openai';
import Anthropic from '@anthropic-ai/sdk';
import {
  BedrockRuntimeClient,
  ConverseCommand,
  ConverseStreamCommand,
  InvokeModelCommand,
  InvokeModelWithResponseStreamCommand,
} from '@aws-sdk/client-bedrock-runtime';
import { GoogleGenAI } from '@google/genai';
import { ChatOpenAI } from '@langchain/openai';
import { Mistral } from '@mistralai/mistralai';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { generateText, streamText } from 'ai';
import axios from 'axios';
import { CohereClientV2 } from 'cohere-ai';
import got from 'got';
import { request as httpRequest } from 'node:http';
import { Ollama } from 'ollama';
import OpenAI, { AzureOpenAI } from 'openai';
import { request as undiciRequest } from 'undici';

/** One way to ask a model, and what is to be captured of it. */
export interface Client {
  readonly name: string;
  readonly provider: string;
  readonly operation: string;
  readonly model: string;
  ask(question: string): Promise<unknown>;
  /** Reads its stream to the end. */
  stream?(question: string): Promise<unknown>;
}

async function drained(stream: AsyncIterable<unknown>): Promise<number> {
  let count = 0;
  for await (const _ of stream) count += 1;
  return count;
}

const say = (content: string) => [{ role: 'user' as const, content }];
const bodyOf = (question: string): string => JSON.stringify({ model: 'gpt-4o', messages: say(question) });
const asJson = { 'content-type': 'application/json' };

function posted(url: string, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { method: 'POST', headers: asJson }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (piece: string) => (text += piece));
      response.on('end', () => resolve(text)).on('error', reject);
    });
    request.on('error', reject);
    request.write(body.slice(0, 20));
    request.end(body.slice(20));
  });
}

function bedrock(name: string, client: BedrockRuntimeClient): Client[] {
  const modelId = 'anthropic.claude-sonnet-4-5';
  const converse = (text: string) => ({ modelId, messages: [{ role: 'user' as const, content: [{ text }] }] });
  const invoke = (question: string) => ({
    modelId,
    contentType: 'application/json',
    body: JSON.stringify({ anthropic_version: 'bedrock-2023-05-31', max_tokens: 9, messages: say(question) }),
  });
  return [
    {
      name: `${name} converse`,
      ...{ provider: 'bedrock', operation: 'converse', model: modelId },
      ask: (question) => client.send(new ConverseCommand(converse(question))),
      stream: async (question) => {
        const { stream } = await client.send(new ConverseStreamCommand(converse(question)));
        return stream && drained(stream);
      },
    },
    {
      name: `${name} invoke`,
      ...{ provider: 'bedrock', operation: 'invoke', model: modelId },
      ask: (question) => client.send(new InvokeModelCommand(invoke(question))),
      stream: async (question) => {
        const { body } = await client.send(new InvokeModelWithResponseStreamCommand(invoke(question)));
        return body && drained(body);
      },
    },
  ];
}

/** The clients of the libraries, pointed at a server of our own; those that must be closed go to `onClose`. */
export function clientsOf(url: string, http2Url: string, onClose: (close: () => void) => void): Client[] {
  const aws = { region: 'eu-central-1', credentials: { accessKeyId: 'id', secretAccessKey: 'key' }, maxAttempts: 1 };
  const overHttp2 = new BedrockRuntimeClient({ ...aws, endpoint: http2Url });
  const overHttp1 = new BedrockRuntimeClient({ ...aws, endpoint: url, requestHandler: new NodeHttpHandler() });
  onClose(() => overHttp2.destroy());
  onClose(() => overHttp1.destroy());
  const openai = new OpenAI({ apiKey: 'key', baseURL: `${url}/v1`, maxRetries: 0 });
  const azure = new AzureOpenAI({ apiKey: 'key', endpoint: url, apiVersion: '2024-10-21', maxRetries: 0 });
  const anthropic = new Anthropic({ apiKey: 'key', baseURL: url, maxRetries: 0 });
  const google = new GoogleGenAI({ apiKey: 'key', httpOptions: { baseUrl: url } });
  const mistral = new Mistral({ apiKey: 'key', serverURL: url });
  const ollama = new Ollama({ host: url });
  const cohere = new CohereClientV2({ token: 'key', environment: url, maxRetries: 0 });
  const ai = createOpenAI({ apiKey: 'key', baseURL: `${url}/v1` }).chat('gpt-4o');
  const langchain = new ChatOpenAI({
    ...{ model: 'gpt-4o', apiKey: 'key', maxRetries: 0 },
    configuration: { baseURL: `${url}/v1` },
  });
  const gpt = 'gpt-4o-2024-08-06';
  const chat = { provider: 'openai', operation: 'chat', model: gpt };
  return [
    {
      name: 'openai',
      ...chat,
      ask: (question) => openai.chat.completions.create({ model: 'gpt-4o', messages: say(question) }),
      stream: async (question) =>
        drained(await openai.chat.completions.create({ model: 'gpt-4o', messages: say(question), stream: true })),
    },
    {
      name: 'openai responses',
      ...{ provider: 'openai', operation: 'responses', model: gpt },
      ask: (question) => openai.responses.create({ model: 'gpt-4o', input: question }),
      stream: async (question) =>
        drained(await openai.responses.create({ model: 'gpt-4o', input: question, stream: true })),
    },
    {
      name: 'azure openai',
      ...{ ...chat, provider: 'azure' },
      ask: (question) => azure.chat.completions.create({ model: 'my-deployment', messages: say(question) }),
    },
    {
      name: 'anthropic',
      ...{ provider: 'anthropic', operation: 'messages', model: 'claude-sonnet-4-5-20250929' },
      ask: (question) =>
        anthropic.messages.create({ model: 'claude-of-a-test', max_tokens: 9, messages: say(question) }),
      stream: (question) =>
        anthropic.messages.stream({ model: 'claude-of-a-test', max_tokens: 9, messages: say(question) }).finalMessage(),
    },
    {
      name: 'google genai',
      ...{ provider: 'google', operation: 'generate', model: 'gemini-2.5-flash' },
      ask: (question) => google.models.generateContent({ model: 'gemini-2.5-flash', contents: question }),
      stream: async (question) =>
        drained(await google.models.generateContentStream({ model: 'gemini-2.5-flash', contents: question })),
    },
    {
      name: 'mistral',
      ...chat,
      ask: (question) => mistral.chat.complete({ model: 'mistral-large-latest', messages: say(question) }),
      stream: async (question) =>
        drained(await mistral.chat.stream({ model: 'mistral-large-latest', messages: say(question) })),
    },
    {
      name: 'ollama',
      ...{ provider: 'ollama', operation: 'chat', model: 'llama3.2' },
      ask: (question) => ollama.chat({ model: 'llama3.2', messages: say(question) }),
      stream: async (question) =>
        drained(await ollama.chat({ model: 'llama3.2', messages: say(question), stream: true })),
    },
    {
      name: 'cohere',
      ...{ provider: 'cohere', operation: 'chat', model: 'command-a-03-2025' },
      ask: (question) => cohere.chat({ model: 'command-a-03-2025', messages: say(question) }),
      stream: async (question) =>
        drained(await cohere.chatStream({ model: 'command-a-03-2025', messages: say(question) })),
    },
    {
      name: 'ai sdk',
      ...chat,
      ask: (question) => generateText({ model: ai, prompt: question, maxRetries: 0 }),
      stream: async (question) => drained(streamText({ model: ai, prompt: question, maxRetries: 0 }).textStream),
    },
    {
      name: 'langchain',
      ...chat,
      ask: (question) => langchain.invoke(question),
      stream: async (question) => drained(await langchain.stream(question)),
    },
    ...bedrock('bedrock over HTTP/2', overHttp2),
    ...bedrock('bedrock over HTTP/1', overHttp1),
    {
      name: 'fetch',
      ...chat,
      ask: async (question) => {
        const init = { method: 'POST', headers: asJson, body: bodyOf(question) };
        return (await fetch(`${url}/v1/chat/completions`, init)).json();
      },
    },
    {
      name: 'undici request',
      ...chat,
      ask: async (question) => {
        const options = { method: 'POST' as const, headers: asJson, body: bodyOf(question) };
        return (await undiciRequest(`${url}/v1/chat/completions`, options)).body.json();
      },
    },
    {
      name: 'axios',
      ...chat,
      ask: (question) => axios.post(`${url}/v1/chat/completions`, bodyOf(question), { headers: asJson }),
    },
    {
      name: 'got',
      ...chat,
      ask: (question) => got.post(`${url}/v1/chat/completions`, { body: bodyOf(question), headers: asJson }).json(),
    },
    { name: 'node:http', ...chat, ask: (question) => posted(`${url}/v1/chat/completions`, bodyOf(question)) },
  ];
}
