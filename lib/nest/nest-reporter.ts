import { Logger } from '@nestjs/common';
import { Reporter, type ReportLevel } from '../faults/reporter.js';

/**
 * Says our own reports through Nest's `Logger`, under the name of the module.
 *
 * @param name that of the logger they are about, where it is not the app's own
 */
export function nestReporter(level: ReportLevel, name?: string): Reporter {
  const logger = new Logger(name === undefined ? 'MaximModule' : `MaximModule(${name})`);
  return new Reporter(level, (at, message, cause) => {
    const reason = cause instanceof Error ? ` (${cause.message})` : '';
    if (at === 'error') logger.error(message + reason, cause instanceof Error ? cause.stack : undefined);
    else logger[at](message + reason);
  });
}
