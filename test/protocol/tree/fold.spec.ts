import { type TraceNode } from '../../../lib/protocol/tree/node.js';
import { ARRIVAL, at, decoded, folded, line, shape } from './lines.js';

const trace = (...lines: string[]): TraceNode => {
  const [root, ...others] = folded(...lines).traces();
  expect(others).toEqual([]);
  if (!root) throw new Error('There is no trace.');
  return root;
};
const T = line('trace', 't', 'create', { name: 'chat', tags: {}, startTimestamp: at(0) });

describe('Fold', () => {
  it('folds one trace of all elements', () => {
    const root = trace(
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
    const root = trace(
      line('generation', 'g', 'update', { messages: [{ role: 'user', content: 'second' }] }),
      line('trace', 't', 'add-generation', { id: 'g', messages: [{ role: 'user', content: 'first' }] }),
    );
    expect(root.children).toMatchObject([{ messages: [{ content: 'first' }, { content: 'second' }] }]);
  });

  it('counts identical lines once, from whatever request', () => {
    const feedback = line('trace', 't', 'add-feedback', { score: 1, comment: 'ok' });
    const message = line('generation', 'g', 'update', { messages: [{ role: 'user', content: 'a' }] });
    const added = line('trace', 't', 'add-generation', { id: 'g', startTimestamp: at(1) });
    const once = trace(T, feedback, added, message);
    expect(trace(T, feedback, added, message, T, feedback, message, added, message)).toEqual(once);
    expect(once.feedback).toEqual([{ score: 1, comment: 'ok' }]);
  });

  it('does not let a line that comes again undo a later one', () => {
    const first = line('trace', 't', 'update', { tags: { a: '1' } });
    expect(trace(T, first, line('trace', 't', 'update', { tags: { a: '2' } }), first).tags).toEqual({ a: '2' });
  });

  it('lets the last to arrive win, key by key', () => {
    const root = trace(
      line('trace', 't', 'update', { tags: { a: '1', b: '1' }, input: 'x' }),
      line('trace', 't', 'update', { tags: { b: '2' }, input: 'y' }),
      T,
    );
    expect(root).toMatchObject({ tags: { a: '1', b: '2' }, input: 'y', name: 'chat' });
  });

  it('adds to an error, an event or an attachment whose id comes again', () => {
    const root = trace(
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

  it('keeps evaluations and events', () => {
    const root = trace(
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

  it('orders siblings by start, then by end, then documents before models', () => {
    const child = (action: string, id: string, start: number, end?: number): string =>
      line('trace', 't', action, { id, startTimestamp: at(start), ...(end && { endTimestamp: at(end) }) });
    const root = trace(
      T,
      child('add-generation', 'late', 9),
      child('add-generation', 'model', 5, 6),
      child('add-tool-call', 'tool', 5, 6),
      child('add-retrieval', 'docs', 5, 6),
      child('add-span', 'open', 5),
      child('add-span', 'quick', 5, 5.5),
    );
    expect(root.children.map(({ id }) => id)).toEqual(['quick', 'docs', 'tool', 'model', 'open', 'late']);
  });

  it('lists traces newest first', () => {
    const fold = folded(
      ...[2, 0, 1].map((ms) => line('trace', `t${ms.toString()}`, 'create', { startTimestamp: at(ms) })),
    );
    expect(fold.traces().map(({ id }) => id)).toEqual(['t2', 't1', 't0']);
    expect(fold.trace('t1')?.id).toBe('t1');
    expect(fold.trace('t9')).toBeUndefined();
  });

  it('gathers the traces of a session, named in a create or an update, in their order', () => {
    const fold = folded(
      line('trace', 't2', 'create', { startTimestamp: at(2), sessionId: 's' }),
      line('trace', 't1', 'create', { startTimestamp: at(1) }),
      line('trace', 't1', 'update', { sessionId: 's' }),
      line('trace', 't3', 'create', { startTimestamp: at(3), sessionId: 'other' }),
      line('session', 's', 'create', { name: 'chat', startTimestamp: at(0) }),
      line('session', 's', 'add-feedback', { score: 5 }),
    );
    expect(fold.session('s')).toMatchObject({
      type: 'session',
      name: 'chat',
      status: 'open',
      feedback: [{ score: 5 }],
    });
    expect(fold.session('s')?.children.map(({ id }) => id)).toEqual(['t1', 't2']);
  });

  it('knows a session that only its traces name', () => {
    const fold = folded(line('trace', 't', 'create', { startTimestamp: at(2), sessionId: 's' }));
    expect(fold.session('s')).toMatchObject({ id: 's', startTimestamp: at(2), children: [{ id: 't' }] });
    expect(fold.session('none')).toBeUndefined();
  });

  it('gives a trace whose start is not told the time it was first heard of, and no duration', () => {
    const root = trace(line('trace', 't', 'end', { endTimestamp: at(5) }));
    expect(root).toMatchObject({ name: '', startTimestamp: ARRIVAL.toISOString(), endTimestamp: at(5), status: 'ok' });
    expect(root).not.toHaveProperty('durationMs');
  });

  it('keeps a session, a trace and a span of the same id apart', () => {
    const fold = folded(
      line('session', 'x', 'create', { name: 'session' }),
      line('trace', 'x', 'create', { name: 'trace', sessionId: 'x' }),
      line('trace', 'x', 'add-span', { id: 'x', name: 'span' }),
    );
    expect(fold.session('x')).toMatchObject({
      name: 'session',
      children: [{ name: 'trace', children: [{ name: 'span' }] }],
    });
  });

  it('moves an element that is added elsewhere', () => {
    const fold = folded(
      line('trace', 'a', 'add-span', { id: 'sp' }),
      line('trace', 'b', 'create', { startTimestamp: at(1) }),
    );
    const [move] = decoded(line('trace', 'b', 'add-span', { id: 'sp' }));
    expect(move && [...fold.add(move)].sort()).toEqual(['a', 'b']);
    expect(fold.traces().map(shape).sort()).toEqual(['trace a', ['trace b', 'span sp']].sort());
  });

  it('leaves an element where it is rather than below itself', () => {
    const root = trace(
      line('trace', 't', 'add-span', { id: 'a', startTimestamp: at(1) }),
      line('span', 'a', 'add-span', { id: 'b', startTimestamp: at(2) }),
      line('span', 'b', 'add-span', { id: 'a', startTimestamp: at(3) }),
      line('span', 'b', 'add-span', { id: 'b', startTimestamp: at(2) }),
    );
    expect(shape(root)).toEqual(['trace t', ['span a', 'span b']]);
  });

  it('passes over what a newer protocol may say, and over storage', () => {
    const fold = folded(
      line('agent', 'a', 'create', { name: 'x' }),
      line('trace', 't', 'archive', {}),
      line('trace', 't', 'constructor', {}),
      line('storage', 'u', 'process-large-log', { key: 'k' }),
    );
    expect(fold.traces()).toEqual([]);
    expect(fold.size).toBe(0);
  });

  it('is not misled by the names of Object', () => {
    const root = trace(
      T,
      `trace{id=t,action=update,data={"tags":{"__proto__":"x","constructor":"y"},"metrics":{"__proto__":1}}}`,
      `span{id=__proto__,action=create,data={"__proto__":{"name":"z"}}}`,
    );
    expect(Object.entries(root.tags)).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ]);
    expect(Object.entries(root.metrics)).toEqual([['__proto__', 1]]);
  });

  it('tells which traces a line changed', () => {
    const fold = folded(T);
    const changes = (...lines: string[]): string[][] => decoded(...lines).map((one) => [...fold.add(one)]);
    expect(
      changes(
        line('span', 'sp', 'update', { tags: { a: '1' } }),
        line('trace', 't', 'add-span', { id: 'sp' }),
        line('span', 'sp', 'end', { endTimestamp: at(1) }),
        line('span', 'sp', 'end', { endTimestamp: at(1) }),
        line('session', 's', 'create', {}),
      ),
    ).toEqual([[], ['t'], ['t'], [], []]);
  });

  it('gives a new node when a trace changed and leaves the old one as it was', () => {
    const fold = folded(T);
    const before = fold.trace('t');
    expect(fold.trace('t')).toBe(before);
    for (const more of decoded(line('trace', 't', 'add-span', { id: 'sp' }))) fold.add(more);
    expect(before?.children).toEqual([]);
    expect(fold.trace('t')?.children).toHaveLength(1);
  });

  it('forgets the oldest trace with all below it', () => {
    const fold = folded(
      line('generation', 'g', 'update', { model: 'm' }),
      T,
      line('trace', 't', 'add-span', { id: 'sp' }),
      line('span', 'sp', 'add-generation', { id: 'g' }),
      line('trace', 'u', 'create', {}),
    );
    expect(fold.forgetOldest()).toBe('t');
    expect(fold.traces().map(({ id }) => id)).toEqual(['u']);
    expect(fold.size).toBe(folded(line('trace', 'u', 'create', {})).size);
    expect(fold.count('trace')).toBe(1);
    expect(fold.count('span')).toBe(0);
    expect(fold.forgetOldest()).toBe('u');
    expect(fold.forgetOldest()).toBeUndefined();
    expect(fold.size).toBe(0);
  });

  it('shows chains of thousands of spans without running out of stack', () => {
    const chain = Array.from({ length: 3_000 }, (_, n) =>
      line('span', `s${n.toString()}`, 'add-span', { id: `s${(n + 1).toString()}`, startTimestamp: at(n) }),
    );
    const root = trace(T, line('trace', 't', 'add-span', { id: 's0' }), ...chain.toReversed());
    const text = JSON.stringify(root);
    expect(text.match(/"type":"span"/g)).toHaveLength(3_001);
  });

  it('survives data that is nested too deep to be JSON text', () => {
    const deep = '['.repeat(20_000) + ']'.repeat(20_000);
    const root = trace(T, `trace{id=t,action=update,data={"input":${deep}}}`);
    expect(root.input).toBe('[nested too deep]');
  });
});
