import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { serve } from '../child.js';

/** A model's server in a process of its own: streams chat completions in OpenAI's format, as fast as they are taken. */

const PIECE = ' and so on';

function body(chunks: number): string {
  const chunk = (delta: object, finish_reason: string | null) => {
    const choices = [{ index: 0, delta, logprobs: null, finish_reason }];
    const known = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1_767_225_600, model: 'gpt-4o-mini' };
    return `data: ${JSON.stringify({ ...known, system_fingerprint: 'fp_1', choices })}\n\n`;
  };
  const pieces = chunk({ content: PIECE }, null).repeat(chunks);
  return `${chunk({ role: 'assistant', content: '' }, null)}${pieces}${chunk({}, 'stop')}data: [DONE]\n\n`;
}

const [, , chunks] = process.argv;
const answer = body(Number(chunks));

const server = createServer((request, response) => {
  request.resume().on('end', () => response.setHeader('content-type', 'text/event-stream').end(answer));
});

server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  serve(() => `http://127.0.0.1:${port}/v1`);
});
