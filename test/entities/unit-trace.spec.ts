import { openUnitTrace, type UnitTrace } from '../../lib/entities/unit-trace.js';
import { Recording } from './recording.js';

const START = '2026-01-01T00:00:00.000Z';
const LATER = '2026-01-01T00:00:03.000Z';

const waitingTrace = (maxim: Recording): UnitTrace =>
  openUnitTrace(maxim.host, { id: 'request', name: 'GET /x', tags: { env: 'test' } }, true);

const created = (id: string, data: string): string => `trace{id=${id},action=create,data={${data}}}`;
const UNIT = created('request', `"name":"GET /x","tags":{"env":"test"},"startTimestamp":"${START}"`);

let maxim: Recording;
beforeEach(() => {
  jest.useFakeTimers({ now: Date.parse(START) });
  maxim = new Recording();
});
afterEach(() => {
  maxim.host.open.close();
  jest.useRealTimers();
});

describe('the trace of a unit of work', () => {
  it('is not sent while nothing was attached to it, its end included', () => {
    const trace = waitingTrace(maxim);
    trace.input('hi').output('yo').addTag('a', 'b');
    trace.addToSession('s');
    trace.end();
    expect(trace.isWaiting).toBe(true);
    expect(maxim.drain()).toEqual([]);
    expect(maxim.host.open.size).toBe(0);
  });

  it.each<[string, (trace: UnitTrace) => unknown]>([
    ['a child', (trace) => trace.span({ id: 'sp' })],
    ['an event', (trace) => trace.event('cache-hit')],
    ['an error', (trace) => trace.error({ message: 'm' })],
    ['feedback', (trace) => trace.feedback({ score: 1 })],
    ['a metric', (trace) => trace.addMetric('m', 1)],
    ['an evaluator', (trace) => trace.evaluate.withEvaluators('bias')],
    ['a child by id', () => maxim.traceSpan('request', { id: 'sp' })],
  ])('is sent, what waits first, when there is %s', (_, attach) => {
    const trace = waitingTrace(maxim);
    trace.input('hi');
    attach(trace);
    expect(trace.isWaiting).toBe(false);
    expect(maxim.drain().slice(0, 2)).toEqual([UNIT, 'trace{id=request,action=update,data={"input":"hi"}}']);
  });

  it('waits as well for what is said of it by id', () => {
    const trace = waitingTrace(maxim);
    maxim.traceTag('request', 'a', 'b');
    expect(maxim.drain()).toEqual([]);
    trace.span({ id: 'sp' });
    expect(maxim.drain().slice(0, 2)).toEqual([UNIT, 'trace{id=request,action=update,data={"tags":{"a":"b"}}}']);
  });

  it('is sent at once where it need not wait', () => {
    expect(openUnitTrace(maxim.host, { id: 't' }, false).isWaiting).toBe(false);
    expect(maxim.drain()).toEqual([created('t', `"tags":{},"startTimestamp":"${START}"`)]);
  });

  it('calls back once it is sent, or at once where it was', () => {
    const trace = waitingTrace(maxim);
    trace.whenReleased(() => trace.input('the body'));
    expect(maxim.drain()).toEqual([]);
    trace.span({ id: 'sp' });
    expect(maxim.drain().slice(0, 2)).toEqual([UNIT, 'trace{id=request,action=update,data={"input":"the body"}}']);
    trace.whenReleased(() => trace.output('yo'));
    expect(maxim.drain()).toEqual(['trace{id=request,action=update,data={"output":"yo"}}']);
  });

  it('that nobody ends is closed, and still not sent', () => {
    const trace = waitingTrace(maxim);
    jest.advanceTimersByTime(60_000);
    expect(trace.ended).toBe(true);
    expect(maxim.drain()).toEqual([]);
  });
});

describe('a name that is known later', () => {
  it('stands in the first line where that waits, with the tags of now', () => {
    const trace = waitingTrace(maxim);
    trace.addTag('env', 'prod');
    trace.addToSession('s');
    trace.input('hi');
    trace.rename('GET /:id');
    trace.span({ id: 'sp' });
    expect(maxim.drain().slice(0, 2)).toEqual([
      created('request', `"name":"GET /:id","tags":{"env":"prod"},"startTimestamp":"${START}","sessionId":"s"`),
      'trace{id=request,action=update,data={"input":"hi"}}',
    ]);
  });

  it('is sent in the first line once more where that was sent', () => {
    const trace = waitingTrace(maxim);
    trace.span({ id: 'sp' });
    maxim.drain();
    jest.setSystemTime(Date.parse(LATER));
    trace.rename('GET /:id');
    trace.rename('GET /:id');
    expect(maxim.drain()).toEqual([
      created('request', `"name":"GET /:id","tags":{"env":"test"},"startTimestamp":"${START}"`),
    ]);
  });

  it('does not open again what has ended', () => {
    const trace = waitingTrace(maxim);
    trace.span({ id: 'sp' }).end();
    trace.end();
    trace.rename('GET /:id');
    expect(maxim.host.open.size).toBe(0);
  });
});

describe('the first explicit trace inside', () => {
  it('stands in its place: id, name, tags and session are its own, the start stays', () => {
    const trace = waitingTrace(maxim);
    jest.setSystemTime(Date.parse(LATER));
    expect(trace.takeOver({ id: 'own', name: 'answer', tags: { plan: 'free' }, sessionId: 's' })).toBe(true);
    expect(maxim.drain()).toEqual([
      created('own', `"name":"answer","tags":{"env":"test","plan":"free"},"startTimestamp":"${START}","sessionId":"s"`),
    ]);
    expect([trace.id, trace.sessionId, trace.isWaiting]).toEqual(['own', 's', false]);
    expect(maxim.host.open.get('trace', 'own')).toBe(trace);
    expect(maxim.host.open.get('trace', 'request')).toBeUndefined();
  });

  it('leaves as it was what it does not say', () => {
    const trace = waitingTrace(maxim);
    trace.addToSession('s');
    const unsaid: object = { name: undefined, tags: undefined, sessionId: undefined };
    expect(trace.takeOver(unsaid)).toBe(true);
    expect(maxim.drain()).toEqual([
      created('request', `"name":"GET /x","tags":{"env":"test"},"startTimestamp":"${START}","sessionId":"s"`),
    ]);
  });

  it('has the last word on tags and session, and keeps what else was said', () => {
    const trace = waitingTrace(maxim);
    trace.addTag('plan', 'free');
    trace.addToSession('s1');
    trace.addMetadata({ a: 1 });
    trace.takeOver({ id: 'own', tags: { plan: 'paid' }, sessionId: 's2', metadata: { a: 2 } });
    expect(maxim.drain()).toEqual([
      created(
        'own',
        `"name":"GET /x","tags":{"env":"test","plan":"paid"},"startTimestamp":"${START}","sessionId":"s2"`,
      ),
      'trace{id=own,action=update,data={"metadata":{"a":"1"}}}',
      'trace{id=own,action=update,data={"metadata":{"a":"2"}}}',
    ]);
  });

  it('keeps its name when the unit of work gets one later', () => {
    const trace = waitingTrace(maxim);
    trace.takeOver({ name: 'answer' });
    maxim.drain();
    trace.rename('GET /:id');
    expect(maxim.drain()).toEqual([]);
  });

  it.each<[string, (trace: UnitTrace) => unknown]>([
    ['another took it', (trace) => trace.takeOver({ name: 'first' })],
    ['it was sent', (trace) => trace.span({ id: 'sp' })],
    ['it ended', (trace) => trace.end()],
  ])('comes too late where %s', (_, before) => {
    const trace = waitingTrace(maxim);
    before(trace);
    maxim.drain();
    expect(trace.takeOver({ id: 'own', name: 'second' })).toBe(false);
    expect(trace.id).toBe('request');
    expect(maxim.drain()).toEqual([]);
  });

  it('has its invalid id mended', () => {
    const trace = waitingTrace(maxim);
    trace.takeOver({ id: 'a b' });
    expect(trace.id).toBe('a_b-c8687a08');
    expect(maxim.reports).toHaveLength(1);
  });
});
