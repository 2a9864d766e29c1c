import { Controller, Get, Injectable, Param, Res, Sse } from '@nestjs/common';
import { IsString } from 'class-validator';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import OpenAI from 'openai';
import { from, map, type Observable } from 'rxjs';
import { CurrentSignal, Generation, MaximLogger } from '../../lib/index.js';

type Chunk = OpenAI.ChatCompletionChunk;

const MESSAGES = [{ role: 'user' as const, content: 'Where is it?' }];
export const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const piece = (content: string, reason: string | null = null): string => {
  const choices = [{ index: 0, delta: { content }, finish_reason: reason }];
  const chunk = { id: 'c-1', object: 'chat.completion.chunk', created: 1, model: 'm', choices };
  return `data: ${JSON.stringify(chunk)}\n\n`;
};

let openai: OpenAI;
/** The client has left. */
let left: Promise<unknown>;
/** When the rest comes, by the name of the model; of others, nothing more comes. */
const REST: Readonly<Record<string, () => Promise<unknown>>> = {
  quick: () => wait(0),
  soon: () => left.then(() => wait(20)),
  late: () => left.then(() => wait(200)),
};

async function answer(name: string, response: ServerResponse): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write(piece('on ') + piece('its '));
  const rest = REST[name];
  if (!rest) return;
  await rest();
  response.end(`${piece('way')}${piece('', 'stop')}data: [DONE]\n\n`);
}

/** Starts a provider's server, some of whose models do not come to an end. @returns what closes it */
export async function startModel(): Promise<() => void> {
  const model = createServer((request, response) => {
    let body = '';
    request.on('data', (bytes: Buffer) => (body += bytes.toString()));
    request.on('end', () => void answer((JSON.parse(body) as { model: string }).model, response));
  });
  model.listen(0, '127.0.0.1');
  await once(model, 'listening');
  const { port } = model.address() as AddressInfo;
  openai = new OpenAI({ baseURL: `http://127.0.0.1:${String(port)}/v1`, apiKey: 'key', maxRetries: 0 });
  return () => {
    model.closeAllConnections();
    model.close();
  };
}

const ask = (signal?: AbortSignal, name = 'slow') =>
  openai.chat.completions.create({ model: name, messages: MESSAGES, stream: true }, { signal });
const textOf = ({ choices }: Chunk): string => choices[0]?.delta.content ?? '';

async function* texts(signal?: AbortSignal, name?: string): AsyncGenerator<string> {
  for await (const chunk of await ask(signal, name)) yield textOf(chunk);
}

async function said(signal?: AbortSignal, name?: string, tell?: (text: string) => void): Promise<string> {
  let all = '';
  for await (const text of texts(signal, name)) {
    tell?.(text);
    all += text;
  }
  return all;
}

class City {
  @IsString()
  city = '';
}

const completion = {
  ...{ id: 'own', object: 'chat.completion', created: 1, model: 'm' },
  choices: [{ index: 0, message: { role: 'assistant', content: 'whole' }, finish_reason: 'stop' }],
};

const completionOf = (content: string, reason: string | null = 'stop') => ({
  ...completion,
  choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: reason }],
});

@Injectable()
export class Models {
  constructor(private readonly maxim: MaximLogger) {}

  @Generation({ name: 'chunks' })
  async *chunks(signal: AbortSignal): AsyncGenerator<Chunk> {
    for await (const chunk of await ask(signal)) yield chunk;
  }

  @Generation({ name: 'texts' })
  async *texts(signal: AbortSignal): AsyncGenerator<string> {
    yield* texts(signal);
  }

  @Generation({ name: 'parsed', parse: (value) => completionOf(JSON.stringify(value)), expect: City })
  async *parsed(signal: AbortSignal): AsyncGenerator<Chunk> {
    yield* await ask(signal);
  }

  @Generation({ name: 'outer' })
  async *nested(signal: AbortSignal): AsyncGenerator<Chunk> {
    yield* this.chunks(signal);
  }

  @Generation({ name: 'loop' })
  loop(signal: AbortSignal, tell: (text: string) => void): Promise<string> {
    return said(signal, 'slow', tell);
  }

  @Generation({ name: 'silent' })
  async silent(signal: AbortSignal, tell: (text: string) => void): Promise<void> {
    await said(signal, 'slow', tell);
  }

  @Generation({ name: 'steps' })
  async steps(signal: AbortSignal, tell: (text: string) => void): Promise<string> {
    return (await said(signal, 'quick')) + (await said(signal, 'slow', tell));
  }

  @Generation({ name: 'deaf' })
  deaf(_signal: AbortSignal, tell: (text: string) => void): Promise<string> {
    return said(undefined, 'late', tell);
  }

  @Generation({ name: 'deaf chunks' })
  async *deafChunks(): AsyncGenerator<Chunk> {
    yield* await ask(undefined, 'soon');
  }

  async soon(_signal: AbortSignal, tell: (text: string) => void): Promise<void> {
    for await (const chunk of this.deafChunks()) tell(textOf(chunk));
  }

  async byHand(signal: AbortSignal, tell: (text: string) => void): Promise<void> {
    const generation = this.maxim.generation({ name: 'by hand', provider: 'openai', model: 'm', messages: MESSAGES });
    const content = await said(signal, 'slow', tell);
    generation.result(completionOf(content, null));
  }

  @Generation({ name: 'own signal' })
  own(): Promise<string> {
    const controller = new AbortController();
    return said(controller.signal, 'slow', () => controller.abort());
  }

  @Generation({ name: 'own, whole' })
  async ownWhole(): Promise<typeof completion> {
    const controller = new AbortController();
    await said(controller.signal, 'slow', () => controller.abort());
    return completion;
  }

  @Generation({ name: 'fastest' })
  async fastest(): Promise<string> {
    const controller = new AbortController();
    const loser = said(controller.signal, 'slow');
    const winner = await said(undefined, 'quick');
    controller.abort();
    await loser;
    return winner;
  }
}

export type Streaming = 'chunks' | 'texts' | 'parsed' | 'nested';
export type Writing = 'loop' | 'silent' | 'steps' | 'deaf' | 'soon' | 'byHand';
export type Alone = 'own' | 'ownWhole' | 'fastest';

interface RawReply {
  readonly raw?: ServerResponse;
}

@Controller()
export class Desk {
  constructor(private readonly models: Models) {}

  @Sse('events/:way')
  events(@Param('way') way: Streaming, @CurrentSignal() signal: AbortSignal): Observable<{ data: string }> {
    const stream: AsyncIterable<Chunk | string> = this.models[way](signal);
    return from(stream).pipe(map((chunk) => ({ data: typeof chunk === 'string' ? chunk : textOf(chunk) })));
  }

  @Get('written/:way')
  async written(
    @Param('way') way: Writing,
    @CurrentSignal() signal: AbortSignal,
    @Res() reply: ServerResponse & RawReply,
  ): Promise<void> {
    const response = reply.raw ?? reply;
    left = once(signal, 'abort');
    response.writeHead(200, { 'content-type': 'text/plain' });
    await this.models[way](signal, (text) => response.write(text));
    response.end();
  }

  @Get('alone/:way')
  alone(@Param('way') way: Alone): Promise<unknown> {
    return this.models[way]();
  }
}
