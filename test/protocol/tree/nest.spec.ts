import { type TreeNode } from '../../../lib/protocol/tree/node.js';
import { at, folded, line, shape } from './lines.js';

const T = line('trace', 't', 'create', { startTimestamp: at(0) });
const add = (action: string, id: string, start: number, parentId?: string): string =>
  line('trace', 't', action, { id, tags: parentId === undefined ? {} : { parentId }, startTimestamp: at(start) });
const shapes = (...lines: string[]): unknown =>
  folded(...lines)
    .traces()
    .map(shape);

describe('An element with the tag parentId', () => {
  it('stands under the element it ran in', () => {
    expect(shapes(T, add('add-tool-call', 'tool', 2, 'model'), add('add-generation', 'model', 1))).toEqual([
      ['trace t', ['generation model', 'tool_call tool']],
    ]);
  });

  it('takes with it what was added to it', () => {
    expect(
      shapes(
        T,
        add('add-tool-call', 'tool', 1),
        add('add-span', 'step', 2, 'tool'),
        line('span', 'step', 'add-generation', { id: 'model', startTimestamp: at(3) }),
      ),
    ).toEqual([['trace t', ['tool_call tool', ['span step', 'generation model']]]]);
  });

  it('stands under its parent where that element is unknown, or of another trace', () => {
    expect(
      shapes(
        T,
        add('add-span', 'a', 1, 'nowhere'),
        add('add-span', 'b', 2, 'other'),
        line('trace', 'u', 'create', { startTimestamp: at(-1) }),
        line('trace', 'u', 'add-generation', { id: 'other' }),
      ),
    ).toEqual([
      ['trace t', 'span a', 'span b'],
      ['trace u', 'generation other'],
    ]);
  });

  it('stands under its parent where it names itself or what stands below it', () => {
    expect(shapes(T, add('add-span', 'a', 1, 'a'))).toEqual([['trace t', 'span a']]);
    expect(
      shapes(
        T,
        line('trace', 't', 'add-span', { id: 'a', tags: { parentId: 'b' }, startTimestamp: at(1) }),
        line('span', 'a', 'add-span', { id: 'b', startTimestamp: at(2) }),
      ),
    ).toEqual([['trace t', ['span a', 'span b']]]);
  });

  it('gives way, always the same, where two name each other', () => {
    const lines = [add('add-span', 'a', 1, 'b'), add('add-span', 'b', 2, 'a')];
    expect(shapes(T, ...lines)).toEqual([['trace t', ['span b', 'span a']]]);
    expect(shapes(...lines.toReversed(), T)).toEqual([['trace t', ['span b', 'span a']]]);
  });
});

describe('Elements that began in the same millisecond', () => {
  const kinds = ['add-generation', 'add-span', 'add-tool-call', 'add-retrieval'] as const;
  const opened = [...kinds, ...kinds.toReversed()].map((kind, index) => add(kind, `e${String(index)}`, 1));
  const ended = [...opened.keys()].map((index) =>
    line('span', `e${String(index)}`, 'end', { endTimestamp: at(9 - index) }),
  );
  const ids = (...lines: string[]): string[] =>
    folded(T, ...lines)
      .traces()
      .flatMap(({ children }) => children.map(({ id }) => id));

  it('stand in the order of their ids, whatever they are, when they ended, and in whatever order they come', () => {
    const order = [...opened.keys()].map((index) => `e${String(index)}`);
    expect(ids(...opened, ...ended)).toEqual(order);
    expect(ids(...[...opened, ...ended].toReversed())).toEqual(order);
  });

  it('stand in one order, however they come, where two have the same id', () => {
    const lines = [add('add-span', 'same', 1), add('add-generation', 'same', 1)];
    expect(shapes(T, ...lines)).toEqual([['trace t', 'generation same', 'span same']]);
    expect(shapes(...lines.toReversed(), T)).toEqual([['trace t', 'generation same', 'span same']]);
  });
});

describe('An error or event with the tag elementId', () => {
  const tagged = (elementId: string): Record<string, unknown> => ({ tags: { elementId }, startTimestamp: at(1) });
  const find = (id: string, ...lines: string[]): TreeNode | undefined =>
    [...folded(T, ...lines).traces()].flatMap((root) => [root, ...root.children]).find((node) => node.id === id);

  it('belongs to that element', () => {
    const lines = [
      line('trace', 't', 'add-error', { id: 'e', message: 'no index', ...tagged('docs') }),
      line('trace', 't', 'add-event', { id: 'ev', name: 'retry', timestamp: at(1), ...tagged('docs') }),
      add('add-retrieval', 'docs', 1),
    ];
    expect(find('docs', ...lines)).toMatchObject({
      status: 'error',
      errors: [{ id: 'e', message: 'no index' }],
      events: [{ id: 'ev', name: 'retry' }],
    });
    expect(find('t', ...lines)).toMatchObject({ status: 'error', errors: [], events: [] });
  });

  it('stays with the element it was added to where that element is unknown', () => {
    expect(find('t', line('trace', 't', 'add-error', { id: 'e', message: 'm', ...tagged('nowhere') }))).toMatchObject({
      errors: [{ message: 'm' }],
    });
    expect(
      find('t', line('trace', 't', 'add-error', { id: 'e', message: 'm' }), add('add-span', 'undefined', 1)),
    ).toMatchObject({ errors: [{ message: 'm' }] });
  });
});
