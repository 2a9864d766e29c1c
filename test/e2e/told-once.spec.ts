import Anthropic from '@anthropic-ai/sdk';
import { createOpenAI } from '@ai-sdk/openai';
import { generateText } from 'ai';
import { BadGatewayException, Controller, Get, Injectable, Param } from '@nestjs/common';
import OpenAI from 'openai';
import { Generation, MaximLogger, Retrieval, Span, ToolCall, Trace } from '../../lib/index.js';
import { type TreeNode } from '../../lib/testing/index.js';
import { type Provider, type Received, type Reply, startProvider } from '../parsers/provider-server.js';
import { answerLlm } from '../wire/llm-answers.js';
import { ended, type RunningApp, startApp } from './http-app.js';

let provider: Provider;
let answer: (request: Received) => Reply;
const clients = {
  openai: () => new OpenAI({ apiKey: 'key', baseURL: `${provider.url}/v1`, maxRetries: 0 }),
  anthropic: () => new Anthropic({ apiKey: 'key', baseURL: provider.url, maxRetries: 0 }),
};

const messages = [{ role: 'user' as const, content: 'Where?' }];

@Injectable()
class Models {
  async openai(): Promise<unknown> {
    return clients.openai().chat.completions.create({ model: 'gpt-4o', messages });
  }

  async openaiStream(): Promise<unknown> {
    const stream = await clients.openai().chat.completions.create({ model: 'gpt-4o', messages, stream: true });
    let chunks = 0;
    for await (const _ of stream) chunks += 1;
    return chunks;
  }

  async anthropic(): Promise<unknown> {
    return clients.anthropic().messages.create({ model: 'claude', max_tokens: 9, messages });
  }

  async ai(): Promise<unknown> {
    const model = createOpenAI({ apiKey: 'key', baseURL: `${provider.url}/v1` }).chat('gpt-4o');
    return generateText({ model, messages, maxRetries: 0 });
  }

  @Span()
  spanned(): Promise<unknown> {
    return this.openai();
  }

  @Trace()
  traced(): Promise<unknown> {
    return this.spanned();
  }

  @Retrieval()
  searched(): Promise<unknown> {
    return this.openai();
  }

  @Generation()
  recorded(): Promise<unknown> {
    return this.spanned();
  }

  async undecorated(): Promise<unknown> {
    return this.openai().catch((cause: unknown) => {
      throw new Error('The desk is closed', { cause });
    });
  }

  @Span()
  async wrapped(): Promise<unknown> {
    return this.openai().catch((cause: unknown) => {
      throw new Error('The desk is closed', { cause });
    });
  }

  @Span()
  async answered(): Promise<unknown> {
    return this.openai().catch((cause: unknown) => {
      throw new BadGatewayException('No model today', { cause });
    });
  }

  @Span()
  async unrelated(): Promise<unknown> {
    await this.openai().catch(() => undefined);
    throw new TypeError('x is not a function');
  }

  @Span()
  async slow(): Promise<unknown> {
    await this.openai().catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 50));
    throw new TypeError('The query has met its timeout');
  }

  @Span()
  async later(): Promise<unknown> {
    const failure = await this.openai().catch((error: unknown) => error);
    await new Promise((resolve) => setTimeout(resolve, 50));
    throw failure;
  }

  @ToolCall()
  tool(): Promise<unknown> {
    return this.openai();
  }
}

@Controller()
class Desk {
  constructor(private readonly models: Models) {}

  @Get('ask/:way')
  ask(@Param('way') way: keyof Models): Promise<unknown> {
    return this.models[way]();
  }
}

const REFUSED = { error: { message: 'Incorrect API key', type: 'auth', code: 'bad_key' } };

describe('the error of a model that fails', () => {
  let running: RunningApp;
  beforeAll(async () => {
    provider = await startProvider((request) => answer(request));
    running = await startApp('express', { controllers: [Desk], providers: [Models] });
  });
  beforeEach(() => {
    running.recorder.clear();
    answer = () => ({ status: 401, json: REFUSED });
  });
  afterAll(async () => {
    await running.app.close();
    await provider.close();
  });

  /** Where errors are told, from the outermost element to the innermost. */
  async function told(way: string): Promise<string[]> {
    await (await fetch(`${running.url}/ask/${way}`)).text();
    await ended(running.recorder);
    await running.app.get(MaximLogger).flush();
    const [trace] = running.recorder.traces;
    expect(trace?.status).toBe('error');
    const seen: string[] = [];
    const visit = (node: TreeNode | undefined): void => {
      for (const { message } of node?.errors ?? []) seen.push(`${node?.type ?? ''}: ${message}`);
      for (const child of node?.children ?? []) visit(child);
    };
    visit(trace);
    return seen;
  }

  const DECORATED = ['spanned', 'traced', 'searched', 'recorded', 'later'];

  it.each(['openai', 'openaiStream', 'anthropic', 'ai', ...DECORATED])('is told by its generation: %s', async (way) => {
    expect(await told(way)).toEqual(['generation: Incorrect API key']);
  });

  it.each(['openai', 'openaiStream', 'anthropic', 'ai', 'spanned'])(
    'whose connection was reset is told by its generation: %s',
    async (way) => {
      answer = (request) => ({ ...answerLlm(request), cut: 'reset' });
      expect(await told(way)).toEqual(['generation: other side closed']);
    },
  );

  it('whose connection was reset is another than what the app says of it', async () => {
    answer = (request) => ({ ...answerLlm(request), cut: 'reset' });
    const [wrapped, ...more] = await told('wrapped');
    expect(wrapped).toMatch(/^span: The desk is closed: .*other side closed$/);
    expect(more).toEqual(['generation: other side closed']);
  });

  it('that is one word hides no other error that has it too', async () => {
    answer = () => ({ status: 500, json: { error: { message: 'timeout' } } });
    expect(await told('slow')).toEqual(['span: The query has met its timeout', 'generation: timeout']);
    running.recorder.clear();
    expect(await told('later')).toEqual(['generation: timeout']);
  });

  it('is also what a tool answers', async () => {
    expect(await told('tool')).toEqual(['tool_call: 401 Incorrect API key', 'generation: Incorrect API key']);
  });

  it.each([
    ['wrapped', 'span: The desk is closed'],
    ['undecorated', 'trace: The desk is closed'],
    ['answered', 'span: No model today'],
    ['unrelated', 'span: x is not a function'],
  ])('is another than what the app throws in words of its own: %s', async (way, other) => {
    expect(await told(way)).toEqual([other, 'generation: Incorrect API key']);
  });
});
