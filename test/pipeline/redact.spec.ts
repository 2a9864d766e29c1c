import fc from 'fast-check';
import { type RedactedField } from '../../lib/options/pipeline-options.js';
import { type Line } from '../../lib/protocol/line.js';
import { harness, line } from './harness.js';

const everything: [Line, string][] = [
  [line('trace', 't', 'update', { input: 'x' }), 'input'],
  [line('trace', 't', 'update', { output: 'x' }), 'output'],
  [line('trace', 't', 'add-generation', { id: 'g', messages: [{ role: 'user', content: 'x' }] }), 'messages'],
  [line('generation', 'g', 'update', { modelParameters: { stop: 'x' } }), 'modelParameters'],
  [
    line('generation', 'g', 'result', { result: { id: 'r', model: 'm', choices: [], usage: { total_tokens: 1 } } }),
    'result',
  ],
  [line('tool_call', 'c', 'result', { result: 'x' }), 'result'],
  [line('tool_call', 'c', 'error', { error: { message: 'x', code: '1' } }), 'error'],
  [line('trace', 't', 'add-tool-call', { id: 'c', args: 'x' }), 'args'],
  [line('retrieval', 'r', 'end', { docs: ['x'] }), 'docs'],
  [line('trace', 't', 'add-error', { id: 'e', message: 'x' }), 'message'],
  [line('trace', 't', 'add-feedback', { score: 1, comment: 'x' }), 'comment'],
  [line('span', 's', 'update', { metadata: { a: 'x' } }), 'metadata'],
  [line('span', 's', 'update', { tags: { a: 'x' } }), 'tags'],
  [line('span', 's', 'evaluate', { with: 'variables', variables: { a: 'x' }, evaluators: ['e'] }), 'variables'],
];

const hidden: Record<string, unknown> = {
  messages: [],
  docs: [],
  modelParameters: {},
  metadata: { a: '[REDACTED]' },
  tags: { a: '[REDACTED]' },
  variables: { a: '[REDACTED]' },
  error: { message: '[REDACTED]', code: '1' },
};

describe("the user's redact", () => {
  it.each(everything)('is asked once about %j', (written, field) => {
    const asked: RedactedField[] = [];
    const { dataOf } = harness({ redact: (given) => (asked.push(given), given.value) });
    const data = dataOf(written);
    expect(asked.map(({ field: name, value }) => ({ name, value }))).toEqual([
      { name: field, value: written.data[field] },
    ]);
    expect(data).toEqual(written.data);
  });

  it('is told the element that the data tells of, and gets values without secrets', () => {
    const asked: RedactedField[] = [];
    const { pipeline } = harness({ redact: (given) => (asked.push(given), given.value) });
    pipeline.write(line('span', 's', 'add-tool-call', { id: 'c', args: '{"password":"x"}' }));
    expect(asked).toEqual([{ entity: 'tool_call', id: 'c', field: 'args', value: '{"password":"[REDACTED]"}' }]);
  });

  it('logs what it returns, and cannot change what the app holds', () => {
    const messages = [{ role: 'user', content: 'secret plan' }];
    const { dataOf } = harness({
      redact: ({ value }) => {
        if (Array.isArray(value)) Object.assign((value as unknown[])[0] as object, { content: 'changed' });
        return value;
      },
    });
    expect(dataOf(line('generation', 'g', 'update', { messages }))).toEqual({
      messages: [{ role: 'user', content: 'changed' }],
    });
    expect(messages).toEqual([{ role: 'user', content: 'secret plan' }]);
  });

  it.each(everything)('hides the field in its shape when it throws: %j', (written, field) => {
    const { dataOf, reports } = harness({
      redact: () => {
        throw new Error('boom');
      },
    });
    const expected =
      written.entity === 'generation' && field === 'result' ? written.data['result'] : (hidden[field] ?? '[REDACTED]');
    expect(dataOf(written)[field]).toEqual(expected);
    dataOf(written);
    expect(reports).toHaveLength(1);
  });

  it('hides what was said in a result, and keeps model and usage', () => {
    const { dataOf } = harness({
      redact: () => {
        throw new Error('boom');
      },
    });
    const choices = [{ index: 0, message: { role: 'assistant', content: 'x' }, finish_reason: 'stop' }];
    const usage = { total_tokens: 1 };
    expect(dataOf(line('generation', 'g', 'result', { result: { id: 'r', model: 'm', choices, usage } }))).toEqual({
      result: {
        id: 'r',
        model: 'm',
        choices: [{ index: 0, message: { role: 'assistant', content: '[REDACTED]' }, finish_reason: 'stop' }],
        usage,
      },
    });
  });

  it('may log itself without end', () => {
    const { pipeline, texts } = harness({
      redact: ({ value }) => {
        pipeline.write(line('trace', 't', 'update', { output: 'from redact' }));
        return value;
      },
    });
    pipeline.write(line('trace', 't', 'update', { input: 'x' }));
    expect(texts).toEqual([
      'trace{id=t,action=update,data={"output":"[REDACTED]"}}',
      'trace{id=t,action=update,data={"input":"x"}}',
    ]);
  });

  it('cannot break the shape that the protocol needs, whatever it returns', () => {
    fc.assert(
      fc.property(fc.anything(), fc.constantFrom(...everything), (answer, [written, field]) => {
        const value = harness({ redact: () => answer }).dataOf(written)[field];
        const isText = (item: unknown): boolean => typeof item === 'string';
        if (field === 'messages') return Array.isArray(value);
        if (field === 'docs') return Array.isArray(value) && value.every(isText);
        if (['tags', 'metadata', 'variables'].includes(field)) return Object.values(value as object).every(isText);
        if (field === 'error') return isText((value as Record<string, unknown>)['message']);
        if (field === 'modelParameters') return typeof value === 'object' && value !== null && !Array.isArray(value);
        if (field !== 'result' || written.entity !== 'generation') return isText(value);
        return (
          typeof value === 'object' && value !== null && ('choices' in value || 'output' in value || 'error' in value)
        );
      }),
      { examples: everything.map((each): [unknown, [Line, string]] => [undefined, each]) },
    );
  });
});

describe('an answer of redact', () => {
  it('may be as long as the field may be', () => {
    const { dataOf, texts } = harness({ redact: ({ value }) => value, maxFieldBytes: 16_000_000 });
    const input = 'x'.repeat(9_000_000);
    expect(dataOf(line('trace', 't', 'update', { input }))).toEqual({ input });
    expect(texts).toHaveLength(1);
  });

  it('has the shape of its field whatever is done to what it is asked about', () => {
    const result = { choices: [{ message: { role: 'assistant', content: 'x' } }], usage: { total_tokens: 1 } };
    const { dataOf } = harness({ redact: (asked) => (asked.value = undefined) });
    expect(dataOf(line('generation', 'g', 'result', { result }))).toEqual({
      result: { choices: [{ message: { role: 'assistant', content: '[REDACTED]' } }], usage: { total_tokens: 1 } },
    });
  });
});

describe('an answer of redact that has not the shape of its field', () => {
  const calls = [{ id: 'x', type: 'function', function: { name: 'search', arguments: '{"q":"x"}' } }];
  const message = { role: 'assistant', content: 'x' };
  const choices = [{ index: 0, message, finish_reason: 'stop' }];
  const usage = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };
  const completion = { id: 'r', object: 'chat.completion', created: 1, model: 'm', choices, usage };
  const saying = (content: string): unknown => ({
    ...completion,
    choices: [{ ...choices[0], message: { ...message, content } }],
  });
  const answered = (answer: unknown, data: Record<string, unknown>): unknown =>
    harness({ redact: () => answer }).dataOf(line('generation', 'g', 'result', data));

  it.each<[string, unknown, unknown]>([
    ['nothing hides what was said', undefined, saying('[REDACTED]')],
    ['a text is said instead', 'shown', saying('shown')],
    ['null says nothing', null, saying('')],
    ['a number is said as text', 5, saying('5')],
    ['an object of another kind is said as JSON', { plan: 'b' }, saying('{"plan":"b"}')],
    ['a result is a result', { id: 'own', choices: [] }, { id: 'own', choices: [] }],
  ])('leaves a generation its model and usage: %s', (_name, answer, expected) => {
    expect(answered(answer, { result: completion })).toEqual({ result: expected });
  });

  it('is not taken for the arguments of tool calls', () => {
    const asking = { ...completion, choices: [{ ...choices[0], message: { ...message, tool_calls: calls } }] };
    expect(answered('shown', { result: asking })).toMatchObject({
      result: {
        choices: [
          { message: { content: 'shown', tool_calls: [{ function: { name: 'search', arguments: '[REDACTED]' } }] } },
        ],
      },
    });
  });

  it('is said in a Responses object, and in an error', () => {
    const output = [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'x' }] }];
    expect(answered('shown', { result: { id: 'r', object: 'response', output, usage } })).toEqual({
      result: {
        id: 'r',
        object: 'response',
        output: [{ ...output[0], content: [{ type: 'output_text', text: 'shown' }] }],
        usage,
      },
    });
    expect(answered('shown', { result: { id: 'r', error: { message: 'x', code: '429' } } })).toEqual({
      result: { id: 'r', error: { message: 'shown', code: '429' } },
    });
  });

  it.each<[string, Line, unknown]>([
    ['tags', line('trace', 't', 'update', { tags: { plan: 'x' } }), { tags: { plan: '[REDACTED]' } }],
    ['metadata', line('span', 's', 'update', { metadata: { a: 'x' } }), { metadata: { a: '[REDACTED]' } }],
    ['docs', line('retrieval', 'r', 'end', { docs: ['x'] }), { docs: [] }],
    [
      'an error',
      line('tool_call', 'c', 'error', { error: { message: 'x', code: '1' } }),
      { error: { message: '[REDACTED]', code: '1' } },
    ],
  ])('hides %s where it is undefined', (_name, written, expected) => {
    expect(harness({ redact: () => undefined }).dataOf(written)).toEqual(expected);
  });
});

describe('without a redact of the user', () => {
  it('fields still get the shape that the protocol needs', () => {
    const { dataOf } = harness();
    const metadata = { n: 1, o: { a: [1n] }, nothing: null, error: new Map([['k', 'v']]), text: 'as it is' };
    expect(dataOf(line('span', 's', 'update', { metadata }))).toEqual({
      metadata: { n: '1', o: '{"a":["1"]}', nothing: '', error: '{"k":"v"}', text: 'as it is' },
    });
    expect(dataOf(line('retrieval', 'r', 'end', { docs: 'one' }))).toEqual({ docs: ['one'] });
    expect(dataOf(line('generation', 'g', 'result', { result: 'said' }))).toEqual({
      result: {
        id: expect.any(String) as string,
        object: 'chat.completion',
        created: expect.any(Number) as number,
        model: 'unknown',
        choices: [{ index: 0, message: { role: 'assistant', content: 'said' }, finish_reason: null }],
      },
    });
    expect(dataOf(line('trace', 't', 'update', { tags: { n: 1 } }))).toEqual({ tags: { n: '1' } });
  });
});
