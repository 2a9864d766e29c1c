import { TraceStore } from '../../lib/collector/store.js';
import { decode } from '../../lib/protocol/decode.js';
import { line, traceLines } from './collecting.js';

const at = (ms: number): string => new Date(Date.UTC(2026, 0, 1) + ms).toISOString();
const lines = (...texts: string[]): ReturnType<typeof decode> => decode(texts.join('\n'));

describe('TraceStore', () => {
  it('keeps so many traces, and lets go of those that came first', () => {
    const store = new TraceStore({ traces: 3, bytes: Infinity });
    for (let n = 0; n < 10; n++) store.add(lines(...traceLines(`t${n.toString()}`, at(-n))));
    expect(store.traces().map(({ id }) => id)).toEqual(['t7', 't8', 't9']);
    expect(store.stats()).toMatchObject({ traces: 3, lines: 20, forgotten: 7 });
  });

  it('keeps so many bytes, also of elements that wait for a trace', () => {
    const store = new TraceStore({ traces: Infinity, bytes: 100_000 });
    store.add(lines(...traceLines('first', at(0))));
    for (let n = 0; n < 1_000; n++)
      store.add(lines(line('span', `orphan-${n.toString()}`, 'update', { tags: { n: 'x'.repeat(100) } })));
    expect(store.stats().bytes).toBeLessThanOrEqual(100_000);
    expect(store.stats().forgotten).toBeGreaterThan(900);
    expect(store.trace('first')).toBeUndefined();
  });

  it('lets go of a single trace that is larger than all it may keep', () => {
    const store = new TraceStore({ traces: 10, bytes: 50_000 });
    const changed = store.add(lines(line('trace', 't', 'update', { input: 'x'.repeat(60_000) })));
    expect([...changed]).toEqual([]);
    expect(store.stats()).toMatchObject({ traces: 0, bytes: 0, forgotten: 1 });
  });

  it('tells which traces changed', () => {
    const store = new TraceStore();
    expect([...store.add(lines(...traceLines('a', at(0)), ...traceLines('b', at(0))))]).toEqual(['a', 'b']);
    expect([...store.add(lines(...traceLines('a', at(0))))]).toEqual([]);
  });
});
