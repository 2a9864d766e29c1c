import { type TreeNode } from '../../../lib/protocol/tree/node.js';
import { at, folded, line } from './lines.js';

const T = line('trace', 't', 'create', { startTimestamp: at(0) });
const END = line('trace', 't', 'end', { endTimestamp: at(9) });
const add = (action: string, id: string): string => line('trace', 't', action, { id, startTimestamp: at(1) });

/** The status of each node by its id. */
function statuses(...lines: string[]): Record<string, string> {
  const seen = (node: TreeNode): [string, string][] => [[node.id, node.status], ...node.children.flatMap(seen)];
  return Object.fromEntries(
    folded(T, ...lines)
      .traces()
      .flatMap(seen),
  );
}

describe('The status of a node', () => {
  it('is open before its end and ok after', () => {
    expect(statuses()).toEqual({ t: 'open' });
    expect(statuses(END)).toEqual({ t: 'ok' });
    expect(statuses(line('trace', 't', 'end', {}))).toEqual({ t: 'ok' });
  });

  it.each(['cancelled', 'unfinished'])('is %s where its outcome says so', (outcome) => {
    const told = line('generation', 'g', 'update', { tags: { outcome } });
    expect(statuses(END, add('add-generation', 'g'), told)).toEqual({ t: 'ok', g: outcome });
    expect(
      statuses(END, add('add-generation', 'g'), told, line('generation', 'g', 'end', { endTimestamp: at(2) })),
    ).toEqual({
      t: 'ok',
      g: outcome,
    });
  });

  it('knows no other outcome', () => {
    expect(statuses(line('trace', 't', 'update', { tags: { outcome: 'great' } }), END)).toEqual({ t: 'ok' });
  });

  it.each([
    [
      'a generation whose result is an error',
      'add-generation',
      line('generation', 'x', 'result', { result: { error: { message: 'm' }, id: 'r' } }),
    ],
    ['a generation of the Go SDK', 'add-generation', line('generation', 'x', 'update', { error: { message: 'm' } })],
    ['a tool call with an error', 'add-tool-call', line('tool_call', 'x', 'error', { error: { message: 'm' } })],
    ['a span with an added error', 'add-span', line('span', 'x', 'add-error', { id: 'e', message: 'm' })],
  ])('is error for %s, and so for its trace', (_, action, failure) => {
    expect(statuses(add(action, 'x'), failure, END)).toEqual({ t: 'error', x: 'error' });
  });

  it('is error for a trace with an added error', () => {
    expect(statuses(line('trace', 't', 'add-error', { id: 'e', message: 'm' }), END)).toEqual({ t: 'error' });
  });

  it('is not error for a span above an error: only the trace counts those below it', () => {
    expect(
      statuses(
        add('add-span', 'outer'),
        line('span', 'outer', 'add-tool-call', { id: 'x', startTimestamp: at(1) }),
        line('span', 'outer', 'end', { endTimestamp: at(2) }),
        line('tool_call', 'x', 'error', { error: { message: 'm' } }),
      ),
    ).toEqual({ t: 'error', outer: 'ok', x: 'error' });
  });

  it('is error before it is anything else', () => {
    expect(
      statuses(
        line('trace', 't', 'update', { tags: { outcome: 'cancelled' } }),
        line('trace', 't', 'add-error', { id: 'e', message: 'm' }),
      ),
    ).toEqual({ t: 'error' });
  });

  it('is not error where the result has an error that is null', () => {
    expect(
      statuses(add('add-generation', 'g'), line('generation', 'g', 'result', { result: { error: null } })),
    ).toEqual({
      t: 'open',
      g: 'open',
    });
  });
});

describe('The errors of a node', () => {
  it("hold the element's own, then those that were added", () => {
    const [root] = folded(
      T,
      add('add-generation', 'g'),
      line('trace', 't', 'add-error', { id: 'e2', message: 'late', tags: { elementId: 'g' }, startTimestamp: at(3) }),
      line('trace', 't', 'add-error', {
        id: 'e1',
        name: 'n',
        message: 'early',
        code: '500',
        errorType: 'TypeError',
        tags: { elementId: 'g' },
        startTimestamp: at(2),
      }),
      line('generation', 'g', 'result', { result: { error: { message: 'boom', code: 429, type: 'RateLimit' } } }),
    ).traces();
    expect(root?.children).toMatchObject([
      {
        error: { message: 'boom', code: '429', type: 'RateLimit' },
        errors: [
          { message: 'boom', code: '429', type: 'RateLimit' },
          { id: 'e1', name: 'n', message: 'early', code: '500', type: 'TypeError', startTimestamp: at(2) },
          { id: 'e2', message: 'late' },
        ],
      },
    ]);
  });
});
