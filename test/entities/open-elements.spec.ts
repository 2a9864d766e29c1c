import { OpenElements } from '../../lib/entities/open-elements.js';
import { Recording } from './recording.js';

const MINUTE = 60_000;
const idsOfEnded = (maxim: Recording): unknown[] =>
  maxim
    .drain()
    .filter((line) => line.includes('action=end'))
    .map((line) => /id=([^,]*)/.exec(line)?.[1]);

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

describe('an element that nobody ends', () => {
  it('is closed as unfinished after the longest time it may be open', () => {
    const maxim = new Recording({ maxOpenMs: MINUTE });
    maxim.trace({ id: 't' });
    maxim.drain();
    jest.advanceTimersByTime(MINUTE - 1);
    expect(maxim.drain()).toEqual([]);
    jest.advanceTimersByTime(1);
    expect(maxim.drain()).toEqual([
      'trace{id=t,action=update,data={"tags":{"outcome":"unfinished"}}}',
      expect.stringMatching(/^trace\{id=t,action=end,/),
    ]);
    expect(maxim.host.open.size).toBe(0);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('has its own time, whatever was opened before it or ended', () => {
    const maxim = new Recording({ maxOpenMs: MINUTE });
    const first = maxim.trace({ id: 'first' });
    jest.advanceTimersByTime(20_000);
    first.span({ id: 'second' });
    jest.advanceTimersByTime(20_000);
    first.span({ id: 'third' });
    first.end();
    maxim.drain();
    jest.advanceTimersByTime(39_999);
    expect(idsOfEnded(maxim)).toEqual([]);
    jest.advanceTimersByTime(1);
    expect(idsOfEnded(maxim)).toEqual(['second']);
    jest.advanceTimersByTime(20_000);
    expect(idsOfEnded(maxim)).toEqual(['third']);
  });

  it('does not delay others where an id is opened a second time', () => {
    const maxim = new Recording({ maxOpenMs: MINUTE });
    maxim.trace({ id: 'again' });
    maxim.trace({ id: 'other' });
    jest.advanceTimersByTime(30_000);
    maxim.trace({ id: 'again' });
    jest.advanceTimersByTime(30_000);
    expect(idsOfEnded(maxim)).toEqual(['other']);
    jest.advanceTimersByTime(30_000);
    expect(idsOfEnded(maxim)).toEqual(['again']);
  });

  it('is closed when the app is', () => {
    const maxim = new Recording();
    maxim.trace({ id: 't' }).toolCall({ id: 'tc', name: 'n' });
    maxim.host.open.close();
    expect(idsOfEnded(maxim)).toEqual(['tc', 't']);
    expect(jest.getTimerCount()).toBe(0);
  });
});

describe('the open elements', () => {
  it('are counted and listed, oldest first, without those that ended', () => {
    const maxim = new Recording();
    const trace = maxim.trace({ id: 't' });
    trace.span({ id: 'sp' }).end();
    trace.retrieval({ id: 'r' }).output('doc');
    trace.generation({ id: 'g' }).error({ message: 'boom' });
    trace.toolCall({ id: 'tc', name: 'n' });
    expect(maxim.host.open.list().map(({ id }) => id)).toEqual(['t', 'tc']);
    expect(maxim.host.open.size).toBe(2);
    maxim.host.open.close();
    expect(maxim.host.open.list()).toEqual([]);
  });

  it('leave out sessions, which outlive the process', () => {
    const maxim = new Recording();
    maxim.session({ id: 's' });
    expect(maxim.host.open.size).toBe(0);
  });

  it('let the process end', () => {
    jest.useRealTimers();
    const open = new OpenElements(MINUTE);
    const holding = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    const before = holding();
    open.add({ entity: 'trace', id: 't', abandon: () => open.delete('trace', 't') });
    expect(holding()).toBe(before);
    open.close();
  });
});
