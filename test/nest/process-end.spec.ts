import { Reporter } from '../../lib/faults/reporter.js';
import { ProcessEnd } from '../../lib/nest/process-end.js';
import { inChild } from '../observe/child.js';

const closable = { close: () => Promise.resolve() };

describe('a signal without Nest’s hooks', () => {
  const ends: ProcessEnd[] = [];
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => {
    for (const end of ends.splice(0)) end.unwatch();
    jest.useRealTimers();
  });

  function warningsAfterStart(hints: boolean): string[] {
    const said: string[] = [];
    const end = new ProcessEnd(closable, new Reporter('warn', (_, message) => said.push(message)), hints);
    ends.push(end);
    end.watch();
    jest.runAllTimers();
    return said;
  }

  it('is hinted at once the app is up, with the cure', () => {
    expect(warningsAfterStart(true)).toEqual([expect.stringContaining('app.enableShutdownHooks()')]);
  });

  it('is not hinted at where somebody listens for it, or where no hints are welcome', () => {
    const listener = (): void => undefined;
    process.on('SIGTERM', listener);
    expect(warningsAfterStart(true)).toEqual([]);
    process.off('SIGTERM', listener);
    expect(warningsAfterStart(false)).toEqual([]);
  });
});

describe('many apps', () => {
  it('share one listener, which goes with the last', () => {
    const before = process.listenerCount('beforeExit');
    const ends = Array.from(
      { length: 20 },
      () => new ProcessEnd({ ...closable }, new Reporter('silent', () => undefined), false),
    );
    for (const end of ends) end.watch();
    expect(process.listenerCount('beforeExit')).toBe(before + 1);
    for (const end of ends) end.unwatch();
    expect(process.listenerCount('beforeExit')).toBe(before);
  });
});

describe('a process that nobody closes', () => {
  it('sends what waits when nothing is left to do, and ends by itself', async () => {
    expect(await inChild('../../e2e/host/never-closed.ts')).toEqual({ received: ['trace', 'span'] });
  });
});
