import { type IncomingMessage, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { answerTo } from './answer.js';
import { type ChatBody, chunks, completion, type Refusal, refusals } from './wire.js';

/** Ms before each word of an answer, so that durations and streams can be seen. */
const PACE = 12;

/** What the stand-in does with a request. */
export class ChatApi {
  constructor(private readonly models: readonly string[]) {}

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const route = `${request.method} ${request.url}`;
    if (route === 'GET /v1/models') return send(response, 200, this.list());
    if (route !== 'POST /v1/chat/completions') return refuse(response, refusals.route(route));
    // What is no JSON is refused below, like JSON that is no request.
    const body: unknown = await json(request).catch(() => undefined);
    if (!isChatBody(body)) return refuse(response, refusals.body());
    if (!this.models.includes(body.model)) return refuse(response, refusals.model(body.model));
    return body.stream ? stream(response, body) : complete(response, body);
  }

  private list() {
    return {
      object: 'list',
      data: this.models.map((id) => ({ id, object: 'model', created: 0, owned_by: 'stand-in' })),
    };
  }
}

async function complete(response: ServerResponse, body: ChatBody): Promise<void> {
  const answer = answerTo(body.messages);
  await pause(PACE * answer.split(' ').length);
  send(response, 200, completion(body, answer));
}

async function stream(response: ServerResponse, body: ChatBody): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' });
  for (const chunk of chunks(body, answerTo(body.messages))) {
    await pause(PACE);
    if (response.closed) return;
    response.write(`data: ${JSON.stringify(chunk)}\n\n`);
  }
  response.end('data: [DONE]\n\n');
}

function isChatBody(body: unknown): body is ChatBody {
  const { model, messages } = Object(body) as Partial<Record<keyof ChatBody, unknown>>;
  return typeof model === 'string' && Array.isArray(messages) && messages.length > 0;
}

const refuse = (response: ServerResponse, { status, error }: Refusal): void => send(response, status, { error });

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
