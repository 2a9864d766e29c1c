import { Maxim } from '@maximai/maxim-js';
import { collecting } from './collecting.js';

describe('The official JavaScript SDK', () => {
  it('logs to a collector: a whole trace, a line of a megabyte, a file', async () => {
    const { url, traces } = await collecting({ apiKey: 'key' });
    const maxim = new Maxim({ apiKey: 'key', baseUrl: url });
    const logger = await maxim.logger({ id: 'any-repository', autoFlush: false });
    if (!logger) throw new Error('The SDK found no repository.');

    const session = logger.session({ id: 'session-1', name: 'talk' });
    const trace = session.trace({ id: 'trace-1', name: 'chat' });
    trace.input('Where is my order?');
    const span = trace.span({ id: 'span-1', name: 'answer' });
    const retrieval = span.retrieval({ id: '1-retrieval', name: 'find' });
    retrieval.input('orders');
    retrieval.output(['a', 'b']);
    const generation = span.generation({
      id: '2-generation',
      name: 'ask',
      provider: 'openai',
      model: 'gpt-4o',
      messages: [{ role: 'user', content: 'x'.repeat(1_000_000) }],
      modelParameters: { temperature: 0.7 },
    });
    generation.result({
      id: 'r',
      object: 'chat.completion',
      created: 1,
      model: 'gpt-4o',
      choices: [{ index: 0, message: { role: 'assistant', content: 'Here.' }, logprobs: null, finish_reason: 'stop' }],
      usage: { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 },
    });
    trace.addAttachment({ id: 'file-1', type: 'fileData', data: Buffer.from('%PDF-1.7'), name: 'order.pdf' });
    span.end();
    trace.output('Here.');
    trace.end();
    await maxim.cleanup();

    expect(traces()).toMatchObject([
      {
        id: 'trace-1',
        status: 'ok',
        sessionId: 'session-1',
        input: 'Where is my order?',
        output: 'Here.',
        attachments: [{ id: 'file-1', name: 'order.pdf' }],
        children: [
          {
            id: 'span-1',
            children: [
              { id: '1-retrieval', input: 'orders', docs: ['a', 'b'], status: 'ok' },
              {
                id: '2-generation',
                status: 'ok',
                messages: [{ role: 'user', content: 'x'.repeat(1_000_000) }],
                usage: { total_tokens: 7 },
              },
            ],
          },
        ],
      },
    ]);
  });
});
