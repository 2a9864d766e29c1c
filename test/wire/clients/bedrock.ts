import {
  BedrockRuntimeClient,
  ConverseCommand,
  ConverseStreamCommand,
  InvokeModelCommand,
  InvokeModelWithResponseStreamCommand,
} from '@aws-sdk/client-bedrock-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { type Asked, type Client, drained, say, type Servers } from './client.js';
import { TOOLS } from './tools.js';

export const BEDROCK = {
  ...{ provider: 'bedrock', operation: 'converse', model: 'anthropic.claude-sonnet-4-5', triesAgain: true },
};
const modelId = BEDROCK.model;

function converse({ question, tools }: Asked) {
  const messages = [{ role: 'user' as const, content: [{ text: question }] }];
  return { modelId, messages, ...(tools && { toolConfig: TOOLS.bedrock }) };
}

function invoke({ question, tools }: Asked) {
  const body = { anthropic_version: 'bedrock-2023-05-31', max_tokens: 9, messages: say(question) };
  const given = JSON.stringify({ ...body, ...(tools && { tools: TOOLS.anthropic }) });
  return { modelId, contentType: 'application/json', body: given };
}

const clients = (name: string, client: BedrockRuntimeClient): Client[] => [
  {
    name: `${name} converse`,
    ...BEDROCK,
    async ask(asked) {
      const options = asked.signal ? { abortSignal: asked.signal } : {};
      if (!asked.stream) return client.send(new ConverseCommand(converse(asked)), options);
      const { stream } = await client.send(new ConverseStreamCommand(converse(asked)), options);
      return stream && drained(stream, asked);
    },
  },
  {
    name: `${name} invoke`,
    ...BEDROCK,
    operation: 'invoke',
    async ask(asked) {
      const options = asked.signal ? { abortSignal: asked.signal } : {};
      if (!asked.stream) return client.send(new InvokeModelCommand(invoke(asked)), options);
      const { body } = await client.send(new InvokeModelWithResponseStreamCommand(invoke(asked)), options);
      return body && drained(body, asked);
    },
  },
];

/** AWS's SDK, over HTTP/2 as it does by itself, and over HTTP/1. */
export function bedrock({ url, http2Url, retries = 0, onClose }: Servers): Client[] {
  const credentials = { accessKeyId: 'id', secretAccessKey: 'key' };
  const options = { region: 'eu-central-1', credentials, maxAttempts: retries + 1 };
  const overHttp2 = new BedrockRuntimeClient({ ...options, endpoint: http2Url });
  const overHttp1 = new BedrockRuntimeClient({ ...options, endpoint: url, requestHandler: new NodeHttpHandler() });
  onClose(() => overHttp2.destroy());
  onClose(() => overHttp1.destroy());
  return [...clients('bedrock over HTTP/2', overHttp2), ...clients('bedrock over HTTP/1', overHttp1)];
}
