import { MaximSpan } from '../../../lib/entities/span.js';
import { MaximTrace } from '../../../lib/entities/trace.js';
import { byId } from '../../../lib/logger/by-id/handle.js';
import { Recording } from '../../entities/recording.js';

let maxim: Recording;
beforeEach(() => (maxim = new Recording()));
afterEach(() => maxim.host.open.close());

describe('byId', () => {
  it('gives the open element itself', () => {
    const trace = maxim.trace({ id: 't' });
    expect(byId(maxim.host, MaximTrace, 't')).toBe(trace);
  });

  it('gives it for the invalid id that it was opened with', () => {
    const trace = maxim.trace({ id: 'a b' });
    expect(byId(maxim.host, MaximTrace, 'a b')).toBe(trace);
  });

  it('gives a handle, which writes nothing, where no such element is open', () => {
    maxim.trace({ id: 't' }).end();
    maxim.drain();
    expect(byId(maxim.host, MaximTrace, 't')).toMatchObject({ id: 't', entity: 'trace', ended: false });
    expect(byId(maxim.host, MaximTrace, 'of-another-process').id).toBe('of-another-process');
    expect(maxim.drain()).toEqual([]);
    expect(maxim.host.open.size).toBe(0);
  });

  it('does not take one kind of element for another of the same id', () => {
    maxim.trace({ id: 'same' });
    expect(byId(maxim.host, MaximSpan, 'same')).toBeInstanceOf(MaximSpan);
  });
});

describe('an end by id', () => {
  const ends = (): string[] => maxim.drain().filter((line) => line.includes('action=end'));

  it('ends the open element, which does not end a second time', () => {
    const span = maxim.traceSpan('t', { id: 'sp' });
    maxim.spanEnd('sp');
    span.end();
    expect(span.ended).toBe(true);
    expect(ends()).toHaveLength(1);
  });

  it('carries more data also where the element has ended', () => {
    maxim.trace({ id: 't' }).end();
    maxim.traceEnd('t', { output: 'yo' });
    expect(ends()[1]).toMatch(/^trace\{id=t,action=end,data=\{"output":"yo","endTimestamp":"[^"]+"\}\}$/);
  });

  it('takes empty data as none', () => {
    const trace = maxim.trace({ id: 't' });
    trace.end();
    maxim.host.open.add(trace);
    maxim.traceEnd('t', {});
    expect(ends()).toHaveLength(1);
  });
});
