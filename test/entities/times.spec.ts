import fc from 'fast-check';
import { createContext, runInContext } from 'node:vm';
import { Recording } from './recording.js';

const NOW = '2026-01-01T00:00:00.000Z';
const GIVEN = '2025-12-31T23:59:58.500Z';

/** The times in the first line of a trace that is opened with them. */
function timesOf(startTimestamp: unknown, endTimestamp?: unknown): unknown {
  const maxim = new Recording();
  maxim.trace({ id: 't', startTimestamp: startTimestamp as Date, endTimestamp: endTimestamp as Date });
  const [line = ''] = maxim.drain();
  const { startTimestamp: start, endTimestamp: end } = JSON.parse(line.slice(line.indexOf('data=') + 5, -1));
  return { start, end };
}

beforeEach(() => jest.useFakeTimers({ now: Date.parse(NOW) }));
afterEach(() => jest.useRealTimers());

describe('times of an element', () => {
  it('are those given', () => {
    expect(timesOf(new Date(GIVEN), new Date(GIVEN))).toEqual({ start: GIVEN, end: GIVEN });
  });

  it('are told to the ms, of any date and in any order', () => {
    const near = fc.nat(5000).map((ms) => new Date(Date.parse(GIVEN) + ms));
    const dates = fc.array(fc.oneof(fc.date({ noInvalidDate: true }), near), { maxLength: 20 });
    fc.assert(
      fc.property(dates, (given) => {
        expect(given.map((date) => timesOf(date))).toEqual(given.map((date) => ({ start: date.toISOString() })));
      }),
    );
  });

  it('are read from a date of another realm', () => {
    expect(timesOf(runInContext(`new Date(${Date.parse(GIVEN)})`, createContext()))).toEqual({ start: GIVEN });
  });

  it('are the moment of the call where none is given', () => expect(timesOf(undefined)).toEqual({ start: NOW }));

  it.each([
    ['an invalid date', new Date(NaN)],
    ['a number', 1],
    ['a text', GIVEN],
    ['an object that claims to be a date', Object.create(Date.prototype)],
    ['a proxy of a date', new Proxy(new Date(GIVEN), {})],
    [
      'a date whose own methods throw',
      Object.assign(new Date(NaN), {
        getTime: () => {
          throw new Error('no time');
        },
      }),
    ],
  ])('are the moment of the call where %s is given', (_, date) => {
    expect(timesOf(date, date)).toEqual({ start: NOW, end: NOW });
  });

  it('end at the moment of the call where the end is no date', () => {
    const maxim = new Recording();
    const trace = maxim.trace({ id: 't' });
    maxim.drain();
    trace.end(new Date(NaN));
    expect(maxim.drain()).toEqual([`trace{id=t,action=end,data={"endTimestamp":"${NOW}"}}`]);
  });
});
