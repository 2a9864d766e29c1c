import fc from 'fast-check';
import { Fold } from '../../../lib/protocol/tree/fold.js';
import { ARRIVAL, at, decoded, folded, line } from './lines.js';

const ADD = { span: 'add-span', generation: 'add-generation', retrieval: 'add-retrieval', tool_call: 'add-tool-call' };
type Child = keyof typeof ADD;

interface Plan {
  type: Child;
  /** Under which of the elements before it, counted from the trace. */
  parent: number;
  /** Which other element it ran in, if it says so. */
  ranIn: number | undefined;
  start: number;
}

const plans = fc.array(
  fc.record({
    type: fc.constantFrom<Child>('span', 'generation', 'retrieval', 'tool_call'),
    parent: fc.nat(20),
    ranIn: fc.option(fc.nat(20), { nil: undefined }),
    // Few of them, so that siblings begin in the same millisecond.
    start: fc.nat(5),
  }),
  { maxLength: 12 },
);

/** The lines of a trace and a session; no key is written twice. */
function linesOf(all: Plan[]): string[] {
  const elements = ['trace t', ...all.map(({ type }, index) => `${type} e${index.toString()}`)];
  const named = (index: number): [string, string] => {
    const [entity = '', id = ''] = (elements[index] ?? '').split(' ');
    return [entity, id];
  };
  return [
    line('session', 's', 'create', { name: 'session', startTimestamp: at(0) }),
    line('trace', 't', 'create', { name: 'trace', startTimestamp: at(0), sessionId: 's' }),
    line('trace', 't', 'add-event', { id: 'ev1', name: 'one', timestamp: at(1) }),
    line('trace', 't', 'add-event', { id: 'ev2', name: 'two', timestamp: at(1) }),
    line('trace', 't', 'add-error', { id: 'er1', message: 'a', tags: { elementId: 'e0' }, startTimestamp: at(1) }),
    line('trace', 't', 'add-error', { id: 'er2', message: 'b', tags: { elementId: 'e0' }, startTimestamp: at(1) }),
    line('trace', 't', 'end', { endTimestamp: at(9) }),
    ...all.flatMap(({ type, parent, ranIn, start }, index) => {
      const [entity, id] = named(parent % (index + 1));
      const [, inId] = named((ranIn ?? 0) % elements.length);
      const own = `e${index.toString()}`;
      const tags = ranIn === undefined ? {} : { parentId: inId };
      return [
        line(entity, id, ADD[type], { id: own, name: own, tags, startTimestamp: at(start) }),
        line(type, own, 'update', { metadata: { [own]: own } }),
        line(type, own, 'end', { endTimestamp: at(start + 1) }),
        ...(type === 'generation' ? [line(type, own, 'update', { messages: [{ role: 'user', content: own }] })] : []),
      ];
    }),
  ];
}

const treesOf = (fold: Fold): unknown => ({ traces: fold.traces(), session: fold.session('s'), size: fold.size });

const shuffled = plans.chain((all) => {
  const lines = linesOf(all);
  return fc.record({
    lines: fc.constant(lines),
    shuffled: fc.shuffledSubarray(lines, { minLength: lines.length }),
    again: fc.subarray(lines),
  });
});

describe('Fold, given the same lines', () => {
  it('builds the same trees in whatever order they come', () => {
    fc.assert(
      fc.property(shuffled, (given) => {
        expect(treesOf(folded(...given.shuffled))).toEqual(treesOf(folded(...given.lines)));
      }),
    );
  });

  it('builds the same trees where some come again', () => {
    fc.assert(
      fc.property(shuffled, (given) => {
        expect(treesOf(folded(...given.shuffled, ...given.again))).toEqual(treesOf(folded(...given.lines)));
      }),
    );
  });

  it('builds the same trees where it is looked at between two lines', () => {
    fc.assert(
      fc.property(shuffled, (given) => {
        const fold = new Fold(() => ARRIVAL);
        for (const one of decoded(...given.shuffled)) {
          fold.add(one);
          fold.traces();
        }
        expect(treesOf(fold)).toEqual(treesOf(folded(...given.lines)));
      }),
    );
  });

  it('shows every element once, whatever says where it ran', () => {
    fc.assert(
      fc.property(plans, (all) => {
        const shown = JSON.stringify(folded(...linesOf(all)).traces()).matchAll(/"id":"(e\d+)"/g);
        expect(Array.from(shown, ([, id]) => id).sort()).toEqual(all.map((_, index) => `e${index.toString()}`).sort());
      }),
    );
  });
});
