import { REPORT_LEVELS, type ReportLevel, Reporter, silentReporter } from '../../lib/faults/reporter.js';

type Report = [level: string, message: string, cause: unknown];

function reporterAt(level: ReportLevel): { reporter: Reporter; reports: Report[] } {
  const reports: Report[] = [];
  return { reporter: new Reporter(level, (...report) => void reports.push(report as Report)), reports };
}

describe('Reporter', () => {
  it('says a fault once, however often it is met', () => {
    const { reporter, reports } = reporterAt('warn');
    const cause = new Error('503');
    reporter.report('warn', 'sending', 'It cannot be sent.', cause);
    reporter.report('warn', 'sending', 'It cannot be sent, again.');
    expect(reports).toEqual([['warn', 'It cannot be sent.', cause]]);
  });

  it('keeps the episodes of different faults apart', () => {
    const { reporter, reports } = reporterAt('warn');
    reporter.report('warn', 'one', 'One.');
    reporter.report('warn', 'two', 'Two.');
    expect(reports.map(([, message]) => message)).toEqual(['One.', 'Two.']);
  });

  it('says a fault once more after it was over, and tells that it was', () => {
    const { reporter, reports } = reporterAt('warn');
    expect(reporter.recovered('sending')).toBe(false);
    reporter.report('warn', 'sending', 'It cannot be sent.');
    expect(reporter.recovered('sending')).toBe(true);
    reporter.report('warn', 'sending', 'It cannot be sent.');
    expect(reports).toHaveLength(2);
  });

  it.each(REPORT_LEVELS.map((level, rank) => ({ level, rank })))('at level $level says what is as urgent', (at) => {
    const { reporter, reports } = reporterAt(at.level);
    const levels = ['error', 'warn', 'log', 'debug', 'verbose'] as const;
    for (const level of levels) reporter.report(level, level, level);
    expect(reports.map(([level]) => level)).toEqual(levels.slice(0, at.rank));
  });

  it('survives a logger that throws', () => {
    const reporter = new Reporter('warn', () => {
      throw new Error('stdout is closed');
    });
    expect(() => reporter.report('warn', 'key', 'message')).not.toThrow();
  });

  it('can be silent', () => {
    expect(() => silentReporter().report('error', 'key', 'message')).not.toThrow();
  });
});
