import { at, decoded, folded, line, shape } from './lines.js';

const T = line('trace', 't', 'create', { name: 'chat', tags: {}, startTimestamp: at(0) });

describe('Fold, with several traces', () => {
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
});
