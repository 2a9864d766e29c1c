import { Logger } from '@nestjs/common';
import { Reporter, type ReportLevel } from '../faults/reporter.js';

/** Says our own reports through Nest's `Logger`, under the name of this package. */
export function nestReporter(level: ReportLevel): Reporter {
  const logger = new Logger('MaximModule');
  return new Reporter(level, (at, message, cause) => {
    const reason = cause instanceof Error ? ` (${cause.message})` : '';
    if (at === 'error') logger.error(message + reason, cause instanceof Error ? cause.stack : undefined);
    else logger[at](message + reason);
  });
}
