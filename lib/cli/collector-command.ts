import { openCollector, WITHOUT_EFFECT } from '../collector/collector.js';
import { isLoopback } from '../collector/guard.js';
import { type CollectorOptions } from '../collector/options.js';
import { MaximFault } from '../faults/fault.js';
import { Reporter } from '../faults/reporter.js';
import { formatTrace } from '../protocol/tree/text.js';
import { inColour, plain } from './ink.js';
import { type Terminal } from './terminal.js';
import { TracePrinter } from './trace-printer.js';

/** Runs a collector until it is stopped. @param opens whether a browser was asked for @returns the exit code */
export async function collectorCommand(options: CollectorOptions, opens: boolean, terminal: Terminal): Promise<number> {
  const paint = terminal.hasColours ? inColour : plain;
  const printer = new TracePrinter((trace) => terminal.out(`\n${formatTrace(trace, paint)}\n`));
  const reporter = new Reporter('warn', (_, message) => terminal.error(`${message}\n`));
  // Before anything is printed: who reads it may stop us at once.
  const stopped = terminal.stopped();
  try {
    const collector = await openCollector(options, { changed: (traces) => printer.changed(traces), reporter });
    if (options.dir !== undefined) terminal.error(`--dir ${WITHOUT_EFFECT}\n`);
    if (opens) terminal.error(`--open has no effect yet. Open ${collector.url} in a browser.\n`);
    terminal.out(greeting(collector.url, options));
    await stopped;
    await collector.close();
    printer.flush();
    return 0;
  } catch (error) {
    if (!(error instanceof MaximFault)) throw error;
    terminal.error(`${error.message}\n`);
    return 1;
  }
}

const OPEN = 'It is open to the network: whoever reaches this machine can read all traces.\n';

const greeting = (
  url: string,
  { forward, host = '127.0.0.1' }: CollectorOptions,
): string => `The collector listens on ${url}
${isLoopback(host) ? '' : OPEN}
Point an app at it:
  MAXIM_BASE_URL=${url} MAXIM_API_KEY=anything MAXIM_LOG_REPO_ID=anything

Each trace is printed here once it has ended; all are JSON at ${url}/api/traces
${forward ? `Everything is passed on to ${forward.baseUrl}, repository ${forward.repositoryId}.\n` : ''}Ctrl-C stops it.
`;
