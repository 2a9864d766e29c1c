import { type CaptureScope } from '../../lib/options/pipeline-options.js';
import { type Line } from '../../lib/protocol/line.js';
import { harness, line } from './harness.js';

const completion = {
  id: 'c1',
  object: 'chat.completion',
  created: 1,
  model: 'gpt-4o',
  choices: [
    {
      index: 0,
      message: {
        role: 'assistant',
        content: 'PRIVATE',
        reasoning: 'PRIVATE',
        tool_calls: [{ id: 'x', type: 'function', function: { name: 'search', arguments: '{"q":"PRIVATE"}' } }],
      },
      logprobs: { content: [{ token: 'PRIVATE', logprob: -1 }] },
      finish_reason: 'stop',
    },
  ],
  usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 },
};

describe('captureContent: false', () => {
  it.each<[Line, Record<string, unknown>]>([
    [
      line('trace', 't', 'add-generation', {
        id: 'g',
        name: 'answer',
        model: 'gpt-4o',
        messages: [{ role: 'user', content: 'PRIVATE' }],
        modelParameters: { temperature: 0.2, stream: true, instructions: 'PRIVATE', tools: ['PRIVATE'] },
      }),
      { id: 'g', name: 'answer', model: 'gpt-4o', messages: [], modelParameters: { temperature: 0.2, stream: true } },
    ],
    [
      line('generation', 'g', 'result', { result: completion }),
      {
        result: {
          id: 'c1',
          object: 'chat.completion',
          created: 1,
          model: 'gpt-4o',
          usage: completion.usage,
          choices: [
            {
              index: 0,
              message: {
                role: 'assistant',
                content: '',
                tool_calls: [{ id: 'x', type: 'function', function: { name: 'search', arguments: '' } }],
              },
              finish_reason: 'stop',
            },
          ],
        },
      },
    ],
    [
      line('generation', 'g', 'result', {
        result: {
          id: 'r',
          object: 'response',
          model: 'm',
          instructions: 'PRIVATE',
          output_text: 'PRIVATE',
          output: [
            { type: 'message', id: 'm1', role: 'assistant', content: [{ type: 'output_text', text: 'PRIVATE' }] },
            { type: 'function_call', id: 'f1', name: 'search', arguments: 'PRIVATE' },
          ],
          usage: { total_tokens: 3 },
        },
      }),
      {
        result: {
          id: 'r',
          object: 'response',
          model: 'm',
          usage: { total_tokens: 3 },
          output: [
            { type: 'message', id: 'm1', role: 'assistant', content: [{ type: 'output_text', text: '' }] },
            { type: 'function_call', id: 'f1', name: 'search', arguments: '' },
          ],
        },
      },
    ],
    [
      line('generation', 'g', 'result', {
        result: { id: 'e', error: { message: 'PRIVATE', code: '429', type: 'RateLimit' } },
      }),
      { result: { id: 'e', error: { message: '[NOT CAPTURED]', code: '429', type: 'RateLimit' } } },
    ],
    [
      line('trace', 't', 'add-tool-call', { id: 'c', name: 'search', description: 'finds', args: 'PRIVATE' }),
      { id: 'c', name: 'search', description: 'finds', args: '' },
    ],
    [line('tool_call', 'c', 'result', { result: 'PRIVATE' }), { result: '' }],
    [
      line('tool_call', 'c', 'error', { error: { message: 'PRIVATE', type: 'TypeError' } }),
      { error: { message: '[NOT CAPTURED]', type: 'TypeError' } },
    ],
    [line('retrieval', 'r', 'end', { docs: ['PRIVATE'], endTimestamp: 'now' }), { docs: [], endTimestamp: 'now' }],
    [
      line('trace', 't', 'add-error', { id: 'e', message: 'PRIVATE', code: '500', errorType: 'TypeError' }),
      { id: 'e', message: '[NOT CAPTURED]', code: '500', errorType: 'TypeError' },
    ],
    [line('trace', 't', 'add-feedback', { score: 1, comment: 'PRIVATE' }), { score: 1 }],
    [
      line('span', 's', 'update', { metadata: { input: 'PRIVATE', output: 'PRIVATE', region: 'eu' } }),
      { metadata: { region: 'eu' } },
    ],
    [
      line('generation', 'g', 'update', { metadata: { schema_issues: [{ path: 'a', message: 'PRIVATE' }], n: '1' } }),
      { metadata: { n: '1' } },
    ],
    [line('trace', 't', 'update', { tags: { plan: 'pro' } }), { tags: { plan: 'pro' } }],
    [line('trace', 't', 'update', { unheardOf: 'PRIVATE', metrics: { n: 1 } }), { metrics: { n: 1 } }],
  ])('leaves of %j what is no content', (written, expected) => {
    expect(harness({ captureContent: false }).dataOf(written)).toEqual(expected);
  });

  it('keeps of a stack its frames, without the message before them', () => {
    const error = new TypeError('PRIVATE\n  and at PRIVATE\n    at PRIVATE places');
    const metadata = { stack: error.stack, region: 'eu' };
    const { dataOf } = harness({ captureContent: false });
    const { stack, ...rest } = dataOf(line('trace', 't', 'add-error', { message: error.message, metadata }))[
      'metadata'
    ] as Record<string, string>;
    expect(rest).toEqual({ region: 'eu' });
    expect(stack).toContain('content.spec.ts');
    expect(stack).not.toContain('PRIVATE');
    expect(error.stack).toContain(stack);
  });

  it('drops a stack that has no frames', () => {
    const metadata = { stack: 'Error: PRIVATE' };
    expect(harness({ captureContent: false }).dataOf(line('trace', 't', 'add-error', { id: 'e', metadata }))).toEqual({
      id: 'e',
    });
  });

  it.each([
    line('trace', 't', 'update', { input: 'PRIVATE' }),
    line('trace', 't', 'update', { output: 'PRIVATE' }),
    line('retrieval', 'r', 'update', { input: 'PRIVATE' }),
    line('span', 's', 'update', { metadata: { input: 'PRIVATE' } }),
    line('trace', 't', 'evaluate', { with: 'variables', variables: { input: 'PRIVATE' }, evaluators: ['bias'] }),
    line('trace', 't', 'add-attachment', { id: 'a', type: 'url', url: 'https://PRIVATE', key: 'k' }),
  ])('says nothing in place of %j', (written) => {
    const { pipeline, texts } = harness({ captureContent: false });
    pipeline.write(written);
    expect(texts).toEqual([]);
  });

  it('holds for a single line that asks for it', () => {
    const { dataOf } = harness();
    expect(dataOf({ ...line('tool_call', 'c', 'result', { result: 'PRIVATE' }), withoutContent: true })).toEqual({
      result: '',
    });
  });
});

describe('captureContent as a function', () => {
  const written = line('trace', 't', 'add-tool-call', { id: 'c', args: 'PRIVATE' });

  it('is asked about the element that the data tells of, and the scope', () => {
    const scope: CaptureScope = { traceId: 't', tags: { tenant: 'a' } };
    const asked: unknown[] = [];
    const captureContent = (element: unknown, where: CaptureScope): boolean => {
      asked.push(element, where);
      return where.tags?.['tenant'] === 'a';
    };
    expect(harness({ captureContent }, () => scope).dataOf(written)).toMatchObject({ args: 'PRIVATE' });
    expect(harness({ captureContent }).dataOf(written)).toMatchObject({ args: '' });
    expect(asked.slice(0, 2)).toEqual([{ entity: 'tool_call', id: 'c' }, scope]);
  });

  it('keeps content back when it throws, and is reported once', () => {
    const { dataOf, reports } = harness({
      captureContent: () => {
        throw new Error('boom');
      },
    });
    expect(dataOf(written)).toMatchObject({ args: '' });
    expect(dataOf(written)).toMatchObject({ args: '' });
    expect(reports).toHaveLength(1);
  });

  it('keeps content back when it gives a promise, whose rejection does no harm', async () => {
    const wrong = (() => Promise.reject(new Error('late'))) as unknown as () => boolean;
    expect(harness({ captureContent: wrong }).dataOf(written)).toMatchObject({ args: '' });
    await new Promise(setImmediate);
  });
});
