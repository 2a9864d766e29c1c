import { Child } from '../child.js';
import { inTurn } from '../in-turn.js';
import { say } from '../report.js';
import { type CallCost, type Load, type SubjectName } from './calls.js';
import { figure, ratios } from './figure.js';
import { settings } from './settings.js';
import { withSink } from './with-sink.js';
import { type Kind } from './work.js';

/** What each round is. */
const LOAD: Record<SubjectName, Load> = {
  bare: { traces: 500, calls: 1_000 },
  disabled: { traces: 500, calls: 1_000 },
  floor: { traces: 500, calls: 20 },
  dropped: { traces: 500, calls: 20 },
  maxim: { traces: 500, calls: 20 },
  langsmith: { traces: 25, calls: 20 },
  opentelemetry: { traces: 250, calls: 20 },
};
const SUBJECTS = Object.keys(LOAD) as SubjectName[];

/** What a call costs, recorded by each subject. */
function costOf(kind: Kind): Promise<Record<SubjectName, number[]>> {
  return withSink(({ url, taken }) => {
    let expected = 0;
    return inTurn(
      SUBJECTS,
      (name) => Child.start('observe/calls.js', name, kind, url),
      async (child, name) => {
        const { traces, calls } = LOAD[name];
        await taken();
        const cost = { traces: Math.ceil(traces / settings.divisor), calls };
        const { usPerCall, bytes } = await child.ask<CallCost>({ cost });
        if (name === 'maxim') check(await taken(), expected);
        expected = bytes ?? expected;
        return usPerCall;
      },
      { count: 3 * settings.runs, warmUp: 6 },
    );
  });
}

/** The floor is one only as long as it writes the same lines. */
function check(sent: number, expected: number): void {
  if (Math.abs(sent / expected - 1) < 0.02) return;
  throw new Error(`The floor wrote ${expected} bytes, and ${sent} were sent: they are not the same lines.`);
}

export async function calls(): Promise<void> {
  for (const kind of ['span', 'generation'] as const) {
    const { bare, disabled, floor, dropped, maxim, langsmith, opentelemetry } = await costOf(kind);
    say(`A method with @${kind === 'span' ? 'Span' : 'Generation'}, 20 calls in a trace: CPU of the process per call`);
    figure('by itself', bare, 'µs');
    figure('floor: the same lines stringified, one AsyncLocalStorage', floor, 'µs');
    figure('decorated, sending included', maxim, 'µs');
    figure('decorated, its lines thrown away, to the floor', ratios(dropped, floor), '×', { atMost: 1.5 });
    figure('decorated, sending included, to the floor', ratios(maxim, floor), '×', { atMost: 1.5 });
    figure("decorated, to LangSmith's traceable", ratios(maxim, langsmith), '×', { atMost: 0.5 });
    figure("decorated, to OpenTelemetry's startActiveSpan", ratios(maxim, opentelemetry), '×');
    figure('decorated, the module disabled, to the method by itself', ratios(disabled, bare), '×', { atMost: 2 });
  }
}

/** What a million calls leave on the heap. */
export async function heap(): Promise<void> {
  say('A million calls, 20 in a trace: growth of the heap after garbage collection');
  for (const kind of ['span', 'generation'] as const) {
    await withSink(async ({ url }) => {
      const child = await Child.start('observe/calls.js', 'maxim', kind, url);
      const grown = await child.ask<number>({ heap: { traces: Math.ceil(50_000 / settings.divisor), calls: 20 } });
      await child.stop();
      figure(kind, [grown / 1e6], 'MB', { atMost: 1 });
    });
  }
}
