import { TracePrinter } from '../../lib/cli/trace-printer.js';
import { type TraceNode } from '../../lib/protocol/tree/node.js';
import { at, folded, line } from '../protocol/tree/lines.js';

const CREATE = line('trace', 't', 'create', { startTimestamp: at(0) });
const END = line('trace', 't', 'end', { endTimestamp: at(1) });
const trace = (...lines: string[]): TraceNode[] => folded(CREATE, ...lines).traces();

/** A printer that never comes to rest by itself, and what it printed. */
function printing(): { printer: TracePrinter; printed: TraceNode[] } {
  const printed: TraceNode[] = [];
  return { printer: new TracePrinter((node) => printed.push(node), 60_000), printed };
}

describe('TracePrinter', () => {
  it('prints a trace that was left alone after its end', async () => {
    const printed = new Promise<TraceNode>((resolve) => new TracePrinter(resolve, 1).changed(trace(END)));
    expect((await printed).id).toBe('t');
  });

  it('prints a trace as it stands last', () => {
    const { printer, printed } = printing();
    printer.changed(trace(END));
    printer.changed(trace(END, line('trace', 't', 'update', { output: 'late' })));
    expect(printed).toEqual([]);
    printer.flush();
    expect(printed).toMatchObject([{ output: 'late' }]);
  });

  it('waits longer for what is still open in a trace', async () => {
    const child = (...lines: string[]): string[] => [
      line('trace', 't', 'add-span', { id: 's', startTimestamp: at(0) }),
      END,
      ...lines,
    ];
    const printed: TraceNode[] = [];
    const done = new Promise<void>((resolve) => {
      const printer = new TracePrinter((node) => resolve(void printed.push(node)), 1, 60_000);
      printer.changed(trace(...child()));
      setTimeout(() => printer.changed(trace(...child(line('span', 's', 'end', { endTimestamp: at(2) })))), 20);
    });
    await done;
    expect(printed).toMatchObject([{ children: [{ status: 'ok' }] }]);
  });

  it('prints a trace again where more comes, and none that has not ended', () => {
    const { printer, printed } = printing();
    printer.changed(trace());
    printer.flush();
    expect(printed).toEqual([]);
    for (const output of ['first', 'second']) {
      printer.changed(trace(END, line('trace', 't', 'update', { output })));
      printer.flush();
    }
    expect(printed).toMatchObject([{ output: 'first' }, { output: 'second' }]);
  });
});
