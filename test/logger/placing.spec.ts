import { recordedLogger, type RecordedLogger } from './recorded-logger.js';

describe('where an element goes', () => {
  let logged: RecordedLogger;
  beforeAll(async () => {
    logged = await recordedLogger();
  });
  afterEach(() => logged.recorder.clear());
  afterAll(() => logged.close());

  it('outside any trace: into one of its own, with its name, start, end, input and output', () => {
    const { maxim, recorder } = logged;
    const startTimestamp = new Date('2026-01-01T00:00:00.000Z');
    const generation = maxim.generation({
      name: 'by hand',
      model: 'gpt-4o',
      provider: 'openai',
      startTimestamp,
      messages: [
        { role: 'system', content: 'be kind' },
        { role: 'user', content: 'hello' },
      ],
    });
    expect(recorder.traces).toMatchObject([{ name: 'by hand', status: 'open' }]);
    generation.result({
      id: 'r',
      object: 'chat.completion',
      created: 1,
      model: 'gpt-4o',
      choices: [{ index: 0, message: { role: 'assistant', content: 'hi' }, finish_reason: 'stop' }],
    });
    const [trace] = recorder.traces;
    expect(trace).toMatchObject({
      name: 'by hand',
      status: 'ok',
      input: 'hello',
      output: 'hi',
      startTimestamp: startTimestamp.toISOString(),
    });
    expect(trace?.endTimestamp).toBe(trace?.children[0]?.endTimestamp);
  });

  it('inside a span: to that span', () => {
    const { maxim, recorder } = logged;
    maxim.withTrace({ name: 'outer' }, () =>
      maxim.withSpan({ name: 'step' }, () => {
        maxim.retrieval({ name: 'search' }).output('doc');
      }),
    );
    expect(recorder.traces).toMatchObject([{ children: [{ name: 'step', children: [{ name: 'search' }] }] }]);
  });

  it('inside a generation, retrieval or tool call: to the nearest trace or span, with tag parentId', () => {
    const { maxim, recorder } = logged;
    maxim.withTrace({ name: 'outer', id: 'outer' }, () => {
      maxim.withGeneration({ name: 'llm', id: 'llm' }, () => {
        maxim.withToolCall({ name: 'tool', id: 'tool' }, () => maxim.withSpan({ name: 'in tool' }, () => 'x'));
      });
    });
    const added = recorder.lines.filter(({ action }) => action.startsWith('add-'));
    expect(added.map(({ entity, id, data }) => [entity, id, data['name'], data['tags']])).toEqual([
      ['trace', 'outer', 'llm', {}],
      ['trace', 'outer', 'tool', { parentId: 'llm' }],
      ['trace', 'outer', 'in tool', { parentId: 'tool' }],
    ]);
    expect(recorder.traces).toMatchObject([
      { children: [{ name: 'llm', children: [{ name: 'tool', children: [{ name: 'in tool' }] }] }] },
    ]);
  });

  it('a trace inside a trace is a span, which gives it a session it has not', () => {
    const { maxim, recorder } = logged;
    maxim.withTrace({ name: 'outer' }, () =>
      maxim.withTrace({ name: 'inner', sessionId: 's-1' }, (inner) => {
        inner.addTag('is', 'span');
        expect(maxim.currentSession()?.id).toBe('s-1');
        maxim.withTrace({ name: 'deeper', sessionId: 's-2' }, () => 'x');
      }),
    );
    expect(recorder.traces).toMatchObject([
      { name: 'outer', sessionId: 's-1', children: [{ type: 'span', name: 'inner', tags: { is: 'span' } }] },
    ]);
  });

  it('a root trace inside a trace stands alone', () => {
    const { maxim, recorder } = logged;
    maxim.withTrace({ name: 'outer' }, () => maxim.withTrace({ name: 'apart', root: true }, () => 'x'));
    expect(recorder.traces.map(({ name }) => name).sort()).toEqual(['apart', 'outer']);
  });

  it('names the current elements inside, and none outside', () => {
    const { maxim } = logged;
    expect([maxim.currentTrace(), maxim.currentSpan(), maxim.currentGeneration(), maxim.currentSession()]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    maxim.withTrace({ id: 't' }, () =>
      maxim.withSpan({ id: 's' }, () =>
        maxim.withGeneration({ id: 'g' }, () => {
          expect(maxim.currentTrace()?.id).toBe('t');
          expect(maxim.currentSpan()?.id).toBe('s');
          expect(maxim.currentGeneration()?.id).toBe('g');
        }),
      ),
    );
  });

  it('what a function ends by itself stays as it left it', async () => {
    const { maxim, recorder } = logged;
    await maxim.withGeneration({ name: 'llm', model: 'm' }, async (generation) => {
      generation.error({ message: 'refused', code: '400' });
      await Promise.resolve();
      return 'something else';
    });
    expect(recorder.find({ type: 'generation' })).toMatchObject({ error: { message: 'refused' }, status: 'error' });
    expect(recorder.lines.filter(({ action }) => action === 'result')).toHaveLength(1);
  });
});
