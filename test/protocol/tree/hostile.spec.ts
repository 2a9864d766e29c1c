import { at, folded, line, shape, soleTrace } from './lines.js';

const T = line('trace', 't', 'create', { name: 'chat', tags: {}, startTimestamp: at(0) });

describe('Fold, given hostile lines', () => {
  it('leaves an element where it is rather than below itself', () => {
    const root = soleTrace(
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
    const root = soleTrace(
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

  it('shows chains of thousands of spans without running out of stack', () => {
    const chain = Array.from({ length: 3_000 }, (_, n) =>
      line('span', `s${n.toString()}`, 'add-span', { id: `s${(n + 1).toString()}`, startTimestamp: at(n) }),
    );
    const root = soleTrace(T, line('trace', 't', 'add-span', { id: 's0' }), ...chain.toReversed());
    const text = JSON.stringify(root);
    expect(text.match(/"type":"span"/g)).toHaveLength(3_001);
  });

  it('survives data that is nested too deep to be JSON text', () => {
    const deep = '['.repeat(20_000) + ']'.repeat(20_000);
    const root = soleTrace(T, `trace{id=t,action=update,data={"input":${deep}}}`);
    expect(root.input).toBe('[nested too deep]');
  });
});
