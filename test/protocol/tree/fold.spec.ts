import { ARRIVAL, at, decoded, folded, line, shape, soleTrace } from './lines.js';

const T = line('trace', 't', 'create', { name: 'chat', tags: {}, startTimestamp: at(0) });

describe('Fold', () => {
  it('folds one trace of all elements', () => {
    const root = soleTrace(
      line('trace', 't', 'create', { name: 'chat', tags: { env: 'prod' }, startTimestamp: at(0), sessionId: 's' }),
      line('span', 'sp', 'create', { name: 'step', tags: {}, startTimestamp: at(1) }),
      line('trace', 't', 'add-span', { id: 'sp', name: 'step', tags: {}, startTimestamp: at(1) }),
      line('span', 'sp', 'add-retrieval', { id: 'r', name: 'find', startTimestamp: at(2) }),
      line('retrieval', 'r', 'update', { input: 'q' }),
      line('retrieval', 'r', 'end', { docs: ['a', 'b'], endTimestamp: at(3) }),
      line('span', 'sp', 'add-tool-call', {
        id: 'tc',
        name: 'look',
        startTimestamp: at(4),
        description: 'd',
        args: '{"q":1}',
      }),
      line('tool_call', 'tc', 'result', { result: 'found' }),
      line('span', 'sp', 'add-generation', {
        id: 'g',
        name: 'ask',
        startTimestamp: at(5),
        provider: 'openai',
        model: 'gpt-4o',
        messages: [{ role: 'user', content: 'hi' }],
        modelParameters: { temperature: 0.2 },
        maximPromptId: 'p1',
      }),
      line('generation', 'g', 'update', { messages: [{ role: 'user', content: 'more' }] }),
      line('generation', 'g', 'update', { metrics: { ttft_ms: 12.5 } }),
      line('generation', 'g', 'result', {
        result: { id: 'x', choices: [], usage: { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 } },
      }),
      line('generation', 'g', 'add-cost', { cost: { input: 0.1, output: 0.2, total: 0.3 } }),
      line('generation', 'g', 'end', { endTimestamp: at(9) }),
      line('trace', 't', 'update', { input: 'in' }),
      line('trace', 't', 'update', { output: 'out' }),
      line('trace', 't', 'update', { metadata: { user: '7' } }),
      line('trace', 't', 'end', { endTimestamp: at(10) }),
    );
    expect(shape(root)).toEqual(['trace t', ['span sp', 'retrieval r', 'tool_call tc', 'generation g']]);
    expect(root).toMatchObject({
      name: 'chat',
      status: 'ok',
      sessionId: 's',
      tags: { env: 'prod' },
      metadata: { user: '7' },
      input: 'in',
      output: 'out',
      startTimestamp: at(0),
      endTimestamp: at(10),
      durationMs: 10,
    });
    expect(root.children[0]?.children).toMatchObject([
      { input: 'q', docs: ['a', 'b'], durationMs: 1, status: 'ok' },
      { description: 'd', args: '{"q":1}', result: 'found', status: 'open' },
      {
        provider: 'openai',
        model: 'gpt-4o',
        modelParameters: { temperature: 0.2 },
        maximPromptId: 'p1',
        messages: [{ content: 'hi' }, { content: 'more' }],
        metrics: { ttft_ms: 12.5 },
        usage: { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 },
        cost: { input: 0.1, output: 0.2, total: 0.3 },
        durationMs: 4,
      },
    ]);
  });

  it('shows an element once its parent is told', () => {
    const fold = folded(
      line('generation', 'g', 'end', { endTimestamp: at(3) }),
      line('span', 'sp', 'add-generation', { id: 'g', name: 'ask', startTimestamp: at(2) }),
    );
    expect(fold.traces()).toEqual([]);
    for (const late of decoded(line('trace', 't', 'add-span', { id: 'sp' }), T)) fold.add(late);
    expect(fold.traces().map(shape)).toEqual([['trace t', ['span sp', 'generation g']]]);
  });

  it('puts the first messages before those that were appended, whichever came first', () => {
    const root = soleTrace(
      line('generation', 'g', 'update', { messages: [{ role: 'user', content: 'second' }] }),
      line('trace', 't', 'add-generation', { id: 'g', messages: [{ role: 'user', content: 'first' }] }),
    );
    expect(root.children).toMatchObject([{ messages: [{ content: 'first' }, { content: 'second' }] }]);
  });

  it('counts identical lines once, from whatever request', () => {
    const feedback = line('trace', 't', 'add-feedback', { score: 1, comment: 'ok' });
    const message = line('generation', 'g', 'update', { messages: [{ role: 'user', content: 'a' }] });
    const added = line('trace', 't', 'add-generation', { id: 'g', startTimestamp: at(1) });
    const once = soleTrace(T, feedback, added, message);
    expect(soleTrace(T, feedback, added, message, T, feedback, message, added, message)).toEqual(once);
    expect(once.feedback).toEqual([{ score: 1, comment: 'ok' }]);
  });

  it('does not let a line that comes again undo a later one', () => {
    const first = line('trace', 't', 'update', { tags: { a: '1' } });
    expect(soleTrace(T, first, line('trace', 't', 'update', { tags: { a: '2' } }), first).tags).toEqual({ a: '2' });
  });

  it('lets the last to arrive win, key by key', () => {
    const root = soleTrace(
      line('trace', 't', 'update', { tags: { a: '1', b: '1' }, input: 'x' }),
      line('trace', 't', 'update', { tags: { b: '2' }, input: 'y' }),
      T,
    );
    expect(root).toMatchObject({ tags: { a: '1', b: '2' }, input: 'y', name: 'chat' });
  });

  it('adds to an error, an event or an attachment whose id comes again', () => {
    const root = soleTrace(
      T,
      line('trace', 't', 'add-error', { id: 'e', message: 'm', tags: { a: '1' } }),
      line('trace', 't', 'add-error', { id: 'e', message: 'm', tags: { b: '2' } }),
      line('trace', 't', 'add-attachment', { id: 'f', type: 'url', url: 'https://example.com/a.png' }),
      line('trace', 't', 'add-attachment', { id: 'f', mimeType: 'image/png', size: 12 }),
    );
    expect(root.errors).toEqual([{ id: 'e', message: 'm', tags: { a: '1', b: '2' } }]);
    expect(root.attachments).toMatchObject([
      { id: 'f', type: 'url', url: 'https://example.com/a.png', mimeType: 'image/png', size: 12 },
    ]);
  });

  it('tells events without an id apart by their lines', () => {
    const event = line('trace', 't', 'add-event', { name: 'hit', timestamp: at(1) });
    expect(
      soleTrace(T, event, line('trace', 't', 'add-event', { name: 'miss', timestamp: at(2) }), event).events,
    ).toMatchObject([{ name: 'hit' }, { name: 'miss' }]);
  });

  it('keeps evaluations and events', () => {
    const root = soleTrace(
      T,
      line('trace', 't', 'evaluate', {
        with: 'variables',
        variables: { input: 'hi' },
        evaluators: ['bias'],
        timestamp: at(2),
      }),
      line('trace', 't', 'evaluate', { with: 'evaluators', evaluators: ['bias'], timestamp: at(1) }),
      line('trace', 't', 'add-event', { id: 'ev', name: 'cache-hit', timestamp: at(3), tags: { k: 'v' } }),
    );
    expect(root.evaluations).toEqual([
      { evaluators: ['bias'], timestamp: at(1) },
      { evaluators: ['bias'], variables: { input: 'hi' }, timestamp: at(2) },
    ]);
    expect(root.events).toEqual([{ id: 'ev', name: 'cache-hit', timestamp: at(3), tags: { k: 'v' }, metadata: {} }]);
  });

  it('orders siblings by start, then by id, whatever they are and when they ended', () => {
    const child = (action: string, id: string, start: number, end?: number): string =>
      line('trace', 't', action, { id, startTimestamp: at(start), ...(end && { endTimestamp: at(end) }) });
    const root = soleTrace(
      T,
      child('add-generation', '0-late', 9),
      child('add-retrieval', '4-docs', 5, 6),
      child('add-generation', '1-model', 5, 8),
      child('add-span', '3-quick', 5, 5.5),
      child('add-tool-call', '2-tool', 5, 6),
      child('add-span', '5-open', 5),
    );
    expect(root.children.map(({ id }) => id)).toEqual(['1-model', '2-tool', '3-quick', '4-docs', '5-open', '0-late']);
  });

  it('gives a trace whose start is not told the time it was first heard of, and no duration', () => {
    const root = soleTrace(line('trace', 't', 'end', { endTimestamp: at(5) }));
    expect(root).toMatchObject({ name: '', startTimestamp: ARRIVAL.toISOString(), endTimestamp: at(5), status: 'ok' });
    expect(root).not.toHaveProperty('durationMs');
  });
});
