import { collectorCommand } from './collector-command.js';
import { type ForwardEnvironment, readCommandLine } from './command-line.js';
import { type Terminal } from './terminal.js';
import { USAGE } from './usage.js';
import { VERSION } from './version.js';

/**
 * Runs a command line.
 *
 * @param args without Node and the script
 * @returns the exit code: 0 done, 1 failed, 2 not understood
 */
export async function run(
  args: readonly string[],
  terminal: Terminal,
  environment: ForwardEnvironment,
): Promise<number> {
  const command = readCommandLine(args, environment);
  switch (command.kind) {
    case 'help':
      terminal.out(USAGE);
      return 0;
    case 'version':
      terminal.out(`${VERSION}\n`);
      return 0;
    case 'collector':
      return collectorCommand(command.options, command.opens, terminal);
    case 'wrong':
      terminal.error(`${command.problem}\n\n${USAGE}`);
      return 2;
  }
}
