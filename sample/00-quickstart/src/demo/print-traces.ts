import { type Collector } from 'nestjs-maxim/collector';
import { type Print } from './demo.js';
import { FinishedTraces } from './finished-traces.js';
import { forwarded } from './forwarding.js';
import { treeOf } from './terminal.js';

/** Prints the trace of whatever the app is asked, for as long as it is up, and that Maxim did not get one. */
export function printTraces(collector: Collector, print: Print): void {
  const traces = new FinishedTraces(collector);
  const printFinished = (): void => {
    const finished = traces.take();
    for (const trace of finished) print(`\n${treeOf(trace)}`);
    if (finished.length > 0) forwarded(collector).catch((error: unknown) => print(`\n✗ ${String(error)}`));
  };
  setInterval(printFinished, 200).unref();
}
