import { Body, Controller, Injectable, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import OpenAI from 'openai';
import { type Collector, startCollector } from '../../lib/collector/index.js';
import { Generation, MaximLogger, MaximModule, Retrieval, Span, ToolCall } from '../../lib/index.js';
import { type Provider, type Received, type Reply, startProvider } from '../parsers/provider-server.js';
import { PLATFORMS } from './http-app.js';

const usage = { prompt_tokens: 12, completion_tokens: 5, total_tokens: 17 };
const head = { id: 'chatcmpl-1', created: 1_760_000_000, model: 'gpt-4o-mini-2024-07-18' };

function openAi({ body }: Received): Reply {
  const { model, stream, messages } = body as { model: string; stream?: boolean; messages: { content: string }[] };
  if (model === 'no-such-model') {
    const error = { message: 'The model does not exist', type: 'invalid_request_error', code: 'model_not_found' };
    return { status: 404, json: { error } };
  }
  const words = `You asked: ${messages.at(-1)?.content ?? ''}`.split(/(?<= )/);
  if (!stream) {
    const message = { role: 'assistant', content: words.join(''), refusal: null };
    const choices = [{ index: 0, message, logprobs: null, finish_reason: 'stop' }];
    return { json: { ...head, object: 'chat.completion', choices, usage } };
  }
  const chunk = (delta: object, finish_reason: string | null = null) => ({
    ...head,
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta, finish_reason }],
  });
  return {
    events: [
      chunk({ role: 'assistant', content: '' }),
      ...words.map((content) => chunk({ content })),
      chunk({}, 'stop'),
      { ...head, object: 'chat.completion.chunk', choices: [], usage },
      '[DONE]',
    ],
  };
}

interface Ask {
  question: string;
  model: string;
}

let openai: OpenAI;

@Injectable()
class Support {
  constructor(private readonly maxim: MaximLogger) {}

  @Span()
  async answer({ question, model }: Ask): Promise<string> {
    const docs = await this.search(question);
    const { status } = this.order('o-1');
    const messages = [
      { role: 'system' as const, content: `${docs.join('\n')}\n${status}` },
      { role: 'user' as const, content: question },
    ];
    const plain = await this.complete({ model, messages, temperature: 0.2 });
    let streamed = '';
    for await (const chunk of await this.stream({
      model,
      messages,
      stream: true,
      stream_options: { include_usage: true },
    })) {
      streamed += chunk.choices[0]?.delta.content ?? '';
    }
    this.byHand(question);
    return `${plain.choices[0]?.message.content ?? ''}|${streamed}`;
  }

  @Retrieval()
  search(_query: string): Promise<string[]> {
    return Promise.resolve(['Parcels take three days.']);
  }

  @ToolCall({ name: 'order' })
  order(id: string): { id: string; status: string } {
    return { id, status: 'sent' };
  }

  @Generation()
  complete(request: OpenAI.ChatCompletionCreateParamsNonStreaming) {
    return openai.chat.completions.create(request);
  }

  @Generation()
  stream(request: OpenAI.ChatCompletionCreateParamsStreaming) {
    return openai.chat.completions.create(request);
  }

  private byHand(question: string): void {
    const generation = this.maxim.generation({
      name: 'by-hand',
      provider: 'openai',
      model: 'gpt-4o',
      modelParameters: { temperature: 0.7 },
      messages: [{ role: 'user', content: question }],
    });
    generation.result({
      id: 'r-1',
      object: 'chat.completion',
      created: 1,
      model: 'gpt-4o',
      choices: [{ index: 0, message: { role: 'assistant', content: 'ok' }, finish_reason: 'stop' }],
      usage,
    });
  }
}

@Controller()
class Desk {
  constructor(private readonly support: Support) {}

  @Post('ask')
  ask(@Body() ask: Ask): Promise<string> {
    return this.support.answer(ask);
  }
}

describe.each(PLATFORMS)('the main job on %s', (platform) => {
  let provider: Provider;
  let collector: Collector;
  beforeAll(async () => {
    provider = await startProvider(openAi);
    collector = await startCollector({ port: 0 });
    openai = new OpenAI({ apiKey: 'sk-test', baseURL: `${provider.url}/v1`, maxRetries: 0 });
  });
  afterAll(async () => {
    await collector.close();
    await provider.close();
  });

  async function ask(body: Ask): Promise<{ status: number; text: string }> {
    @Module({
      imports: [MaximModule.forRoot({ apiKey: 'k', repositoryId: 'r', baseUrl: collector.url })],
      controllers: [Desk],
      providers: [Support],
    })
    class Root {}
    const adapter = platform === 'express' ? new ExpressAdapter() : new FastifyAdapter();
    const app = await NestFactory.create(Root, adapter, { logger: false });
    await app.listen(0, '127.0.0.1');
    const response = await fetch(`${await app.getUrl()}/ask`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    await app.close(); // It sends what still waits.
    return { status: response.status, text };
  }

  it('shows a request with its documents, tool call, answers, tokens and timings', async () => {
    const { text } = await ask({ question: 'Where is it?', model: 'gpt-4o-mini' });
    expect(text).toBe('You asked: Where is it?|You asked: Where is it?');
    const [trace] = collector.traces();
    const answer = {
      type: 'generation',
      provider: 'openai',
      model: 'gpt-4o-mini',
      usage,
      result: {
        id: 'chatcmpl-1',
        model: 'gpt-4o-mini-2024-07-18',
        choices: [{ message: { role: 'assistant', content: 'You asked: Where is it?' }, finish_reason: 'stop' }],
      },
      messages: [{ role: 'system', content: 'Parcels take three days.\nsent' }, { role: 'user' }],
    };
    expect(trace).toMatchObject({
      name: 'POST /ask',
      status: 'ok',
      input: JSON.stringify({ question: 'Where is it?', model: 'gpt-4o-mini' }),
      output: text,
      children: [
        {
          type: 'span',
          name: 'Support.answer',
          children: [
            { type: 'retrieval', docs: ['Parcels take three days.'] },
            { type: 'tool_call', name: 'order', result: '{"id":"o-1","status":"sent"}' },
            { ...answer, name: 'Support.complete', modelParameters: { temperature: 0.2 } },
            { ...answer, name: 'Support.stream', metrics: { ttft_ms: expect.any(Number) as number } },
            { type: 'generation', name: 'by-hand', model: 'gpt-4o' },
          ],
        },
      ],
    });
  });

  it('shows what the provider refused', async () => {
    const { status } = await ask({ question: 'x', model: 'no-such-model' });
    expect(status).toBe(500);
    const [trace] = collector.traces();
    expect(trace).toMatchObject({ status: 'error', errors: [] });
    expect(trace?.children[0]?.children.at(-1)).toMatchObject({
      type: 'generation',
      status: 'error',
      error: { message: 'The model does not exist', code: 'model_not_found', type: 'invalid_request_error' },
    });
  });
});
