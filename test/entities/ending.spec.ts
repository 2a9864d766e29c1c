import { type MaximElement } from '../../lib/entities/element.js';
import { Recording } from './recording.js';

const NOW = '2026-01-01T00:00:00.000Z';
const LATER = new Date('2026-01-01T00:00:07.000Z');
const RESULT = { id: 'r', object: 'response' } as const;

const ELEMENTS: [entity: string, open: (maxim: Recording) => MaximElement][] = [
  ['session', (maxim) => maxim.session({ id: 'x' })],
  ['trace', (maxim) => maxim.trace({ id: 'x' })],
  ['span', (maxim) => maxim.traceSpan('t', { id: 'x' })],
  ['generation', (maxim) => maxim.traceGeneration('t', { id: 'x' })],
  ['retrieval', (maxim) => maxim.traceRetrieval('t', { id: 'x' })],
  ['tool_call', (maxim) => maxim.traceToolCall('t', { id: 'x', name: 'n' })],
];

function opened<E>(open: (maxim: Recording) => E): { maxim: Recording; element: E } {
  const maxim = new Recording();
  const element = open(maxim);
  maxim.drain();
  return { maxim, element };
}

beforeEach(() => jest.useFakeTimers({ now: Date.parse(NOW) }));
afterEach(() => jest.useRealTimers());

describe.each(ELEMENTS)('a %s', (entity, open) => {
  const end = (time = NOW): string => `${entity}{id=x,action=end,data={"endTimestamp":"${time}"}}`;

  it('ends once', () => {
    const { maxim, element } = opened(open);
    expect(element.ended).toBe(false);
    element.end();
    element.end();
    expect(element.ended).toBe(true);
    expect(maxim.drain()).toEqual([end()]);
  });

  it('ends once more at a time that is named: the official SDK has no other way to set it', () => {
    const { maxim, element } = opened(open);
    element.end();
    element.end(LATER);
    expect(maxim.drain()).toEqual([end(), end(LATER.toISOString())]);
  });

  it.each(['cancelled', 'unfinished'] as const)('says that it was %s, then ends', (outcome) => {
    const { maxim, element } = opened(open);
    element.endAs(outcome);
    expect(element.outcome).toBe(outcome);
    expect(maxim.drain()).toEqual([`${entity}{id=x,action=update,data={"tags":{"outcome":"${outcome}"}}}`, end()]);
  });

  it('that has ended is neither cancelled nor unfinished', () => {
    const { maxim, element } = opened(open);
    element.end();
    element.endAs('cancelled');
    element.abandon();
    expect(maxim.drain()).toEqual([end()]);
  });

  it('takes what is said of it after its end', () => {
    const { maxim, element } = opened(open);
    element.end();
    element.addTag('a', 'b');
    expect(maxim.drain()).toEqual([end(), `${entity}{id=x,action=update,data={"tags":{"a":"b"}}}`]);
  });
});

describe('what ends an element', () => {
  const actions = (lines: string[]): unknown[] => lines.map((line) => /action=([^,]*)/.exec(line)?.[1]);

  it('is a second result not: the result is sent, the end stays', () => {
    const { maxim, element } = opened((recording) => recording.traceGeneration('t', { id: 'g' }));
    element.result(RESULT);
    element.result(RESULT);
    expect(actions(maxim.drain())).toEqual(['result', 'end', 'result']);
  });

  it('is an error of a tool call, and a result after it changes no end', () => {
    const { maxim, element } = opened((recording) => recording.traceToolCall('t', { id: 'tc', name: 'n' }));
    element.error({ message: 'bad' });
    element.result('4');
    expect(actions(maxim.drain())).toEqual(['error', 'end', 'result']);
  });

  it('is a time given when it is opened', () => {
    const { maxim, element } = opened((recording) => recording.trace({ id: 't', endTimestamp: LATER }));
    element.end();
    expect(element.ended).toBe(true);
    expect(maxim.drain()).toEqual([]);
    expect(maxim.host.open.size).toBe(0);
  });

  it('is a by-id call, for the object as well', () => {
    const { maxim, element } = opened((recording) => recording.traceGeneration('t', { id: 'g' }));
    maxim.generationResult('g', RESULT);
    expect(element.ended).toBe(true);
    element.end();
    expect(actions(maxim.drain())).toEqual(['result', 'end']);
  });

  it('tells the trace that was opened for it alone, with what it gave', () => {
    const { element } = opened((recording) => recording.traceGeneration('t', { id: 'g' }));
    const ends: unknown[] = [];
    element.companion = { input: () => undefined, end: (...end) => void ends.push(end) };
    element.result(RESULT);
    element.end();
    expect(ends).toEqual([[NOW, RESULT, undefined]]);
  });
});
