import { type MaximModuleOptions } from '../../lib/index.js';
import { type RecordedLogger, recordedLogger } from './recorded-logger.js';
import { LEFT_OUT, SENT } from './sampling-ids.js';

let logged: RecordedLogger;

async function sampling(options: MaximModuleOptions['sampling']): Promise<RecordedLogger> {
  logged = await recordedLogger({ ...(options && { sampling: options }) });
  return logged;
}

afterEach(() => logged.close());

/** What was sent, in order: entity, id and action. */
const sent = (): string[] => logged.recorder.lines.map(({ entity, id, action }) => `${entity} ${id} ${action}`);

describe('sampling by rate alone', () => {
  it('sends a trace with all that is in it, or nothing of it', async () => {
    const { maxim } = await sampling({ rate: 0.5 });
    for (const id of [SENT, LEFT_OUT]) {
      const trace = maxim.trace({ id, name: 'job' });
      const span = trace.span({ id: `${id}-span`, metadata: { a: 1 } });
      span.toolCall({ id: `${id}-tool`, name: 'search' }).result('found');
      span.end();
      trace.end();
    }
    const ids = sent().map((line) => line.split(' ')[1]);
    expect(ids.length).toBeGreaterThan(5);
    expect(ids.every((id) => id?.startsWith(SENT))).toBe(true);
  });

  it('lets what is named by id follow its trace, also once that is over', async () => {
    const { maxim } = await sampling({ rate: 0.5 });
    const trace = maxim.trace({ id: LEFT_OUT });
    maxim.traceGeneration(LEFT_OUT, { id: 'g' });
    maxim.generationResult('g', completion);
    trace.end();
    maxim.traceFeedback(LEFT_OUT, { score: 1 });
    maxim.traceSpan(LEFT_OUT, { id: 's' }).end();
    expect(sent()).toEqual([]);
    maxim.traceFeedback(SENT, { score: 1 });
    expect(sent()).toEqual([`trace ${SENT} add-feedback`]);
  });

  it('never reads what a trace that is left out was given', async () => {
    const { maxim } = await sampling({ rate: 0 });
    let reads = 0;
    const input = {
      get text() {
        return ++reads;
      },
    };
    maxim.withTrace({ name: 'job', input: () => input }, (trace) => {
      trace.addMetadata({ input });
      maxim.withSpan({ name: 'step', input: () => input }, () => input);
    });
    expect(reads).toBe(0);
    expect(sent()).toEqual([]);
  });

  it('always sends sessions', async () => {
    const { maxim } = await sampling({ rate: 0 });
    maxim.session({ id: 'chat' }).trace({ id: LEFT_OUT }).end();
    expect(sent()).toEqual(['session chat create']);
  });

  it('sends everything with a rate of 1, and without the option', async () => {
    for (const option of [{ rate: 1, keepErrors: true }, undefined]) {
      const { maxim, close } = await sampling(option);
      maxim.trace({ id: LEFT_OUT }).end();
      expect(sent()).toEqual([`trace ${LEFT_OUT} create`, `trace ${LEFT_OUT} end`]);
      await close();
    }
  });
});

describe('sampling that keeps errors', () => {
  it.each<[string, (logged: RecordedLogger) => void]>([
    ['of the trace', ({ maxim }) => void maxim.traceError(LEFT_OUT, { message: 'boom' })],
    ['of a span in it', ({ maxim }) => void maxim.spanError('s', { message: 'boom' })],
    ['of a generation', ({ maxim }) => maxim.generationError('g', { message: 'boom' })],
    ['of a tool call', ({ maxim }) => maxim.toolCallError('c', { message: 'boom' })],
  ])('sends the whole trace in its order at the first error: %s', async (_where, fail) => {
    const { maxim } = await sampling({ rate: 0, keepErrors: true });
    const trace = maxim.trace({ id: LEFT_OUT });
    trace.span({ id: 's' });
    trace.generation({ id: 'g' });
    trace.toolCall({ id: 'c', name: 'search' });
    expect(sent()).toEqual([]);
    fail(logged);
    maxim.trace({ id: 'fine' }).end();
    trace.end();
    const [root, ...more] = logged.recorder.traces;
    expect(more).toEqual([]);
    expect(root?.children).toHaveLength(3);
    expect(sent()[0]).toBe(`trace ${LEFT_OUT} create`);
    expect(sent().at(-1)).toBe(`trace ${LEFT_OUT} end`);
  });

  it('sends the trace of a recorded call that throws, and not of one that gives', async () => {
    const { maxim } = await sampling({ rate: 0, keepErrors: true });
    expect(maxim.withRetrieval({ name: 'works' }, () => ['a'])).toEqual(['a']);
    const fail = () =>
      maxim.withRetrieval({ name: 'fails' }, () => {
        throw new Error('boom');
      });
    expect(fail).toThrow('boom');
    expect(logged.recorder.traces).toMatchObject([{ name: 'fails', status: 'error' }]);
  });

  it('takes a null for no error, as in a Responses object', async () => {
    const { maxim } = await sampling({ rate: 0, keepErrors: true });
    const trace = maxim.trace({ id: LEFT_OUT });
    trace.generation({ id: 'g' }).result({ id: 'r', object: 'response', error: null });
    trace.end();
    expect(sent()).toEqual([]);
  });

  it('lets what comes after the end follow: feedback on what was kept, none on what was not', async () => {
    const { maxim } = await sampling({ rate: 0, keepErrors: true });
    const kept = maxim.trace({ id: 'kept' });
    kept.error({ message: 'boom' });
    for (const trace of [kept, maxim.trace({ id: 'left-out' })]) {
      trace.end();
      trace.addTag('late', 'yes');
      maxim.traceFeedback(trace.id, { score: 1 });
    }
    expect(sent().filter((line) => line.includes('left-out'))).toEqual([]);
    expect(sent().slice(-2)).toEqual(['trace kept update', 'trace kept add-feedback']);
  });
});

describe('sampling that keeps what is slow', () => {
  const start = new Date('2026-01-01T00:00:00.000Z');
  const after = (ms: number): Date => new Date(start.getTime() + ms);

  it('sends the traces that took longer', async () => {
    const { maxim } = await sampling({ rate: 0, keepSlowerThanMs: 1000 });
    maxim.trace({ id: 'quick', startTimestamp: start }).end(after(1000));
    maxim.trace({ id: 'slow', startTimestamp: start }).end(after(1001));
    maxim.trace({ id: 'told-later', startTimestamp: start, endTimestamp: after(1001) });
    expect(sent()).toEqual(['trace slow create', 'trace slow end', 'trace told-later create']);
  });
});

describe('what sampling keeps back', () => {
  it('is decided when the logger closes', async () => {
    const { maxim, recorder, close } = await sampling({ rate: 0, keepErrors: true, keepSlowerThanMs: 60_000 });
    const long = new Date(Date.now() - 120_000);
    maxim.trace({ id: 'long', startTimestamp: long });
    maxim.trace({ id: 'short' });
    await close();
    expect(recorder.traces.map(({ id, status }) => ({ id, status }))).toEqual([{ id: 'long', status: 'unfinished' }]);
  });

  it('is bounded: of the oldest traces the lines are dropped, and counted', async () => {
    const { maxim } = await sampling({ rate: 0, keepErrors: true });
    const traces = Array.from({ length: 100 }, (_, index) => {
      const trace = maxim.trace({ id: `trace-${index}` });
      trace.input('x'.repeat(200_000));
      return trace;
    });
    const { dropped } = maxim.stats();
    expect(dropped).toBeGreaterThan(0);
    expect(dropped).toBeLessThan(100);
    for (const trace of traces) trace.error({ message: 'boom' });
    const arrived = logged.recorder.traces.map(({ id }) => id);
    expect(arrived).toHaveLength(100 - dropped / 2);
    expect(arrived).toContain('trace-99');
    expect(arrived).not.toContain('trace-0');
  });

  it('counts what comes later of a trace that was given up, and sends none of it', async () => {
    const { maxim } = await sampling({ rate: 0, keepErrors: true });
    const trace = maxim.trace({ id: 'large' });
    for (let count = 0; count < 90; count++)
      trace.span({ id: `s-${count}` }).addMetadata({ text: 'x'.repeat(200_000) });
    const { dropped } = maxim.stats();
    expect(dropped).toBeGreaterThan(150);
    for (let count = 0; count < 50; count++) trace.span({}).end();
    trace.error({ message: 'boom' });
    trace.retain();
    trace.end();
    expect(maxim.stats().dropped).toBe(dropped + 102);
    maxim.traceFeedback('large', { score: 1 });
    maxim.spanEnd('s-1');
    maxim.spanTag('s-1', 'late', 'yes');
    expect(maxim.stats().dropped).toBe(dropped + 105);
    expect(sent()).toEqual([]);
    maxim.trace({ id: 'next' }).error({ message: 'boom' });
    expect(sent()).toEqual(['trace next create', 'trace next add-error']);
  });

  it('counts what was still being redacted when its trace was given up', async () => {
    const redact = async ({ value }: { value: unknown }): Promise<unknown> => Promise.resolve(value);
    logged = await recordedLogger({ sampling: { rate: 0, keepErrors: true }, redact });
    const { maxim } = logged;
    const trace = maxim.trace({ id: 'large' });
    for (let round = 0; round < 3; round++) {
      for (let count = 0; count < 30; count++) trace.input('x'.repeat(200_000));
      await maxim.flush();
    }
    trace.error({ message: 'boom' });
    await maxim.flush();
    expect(maxim.stats().dropped).toBe(92);
    expect(sent()).toEqual([]);
  });
});

const completion = {
  id: 'r',
  object: 'chat.completion',
  created: 1,
  model: 'm',
  choices: [{ index: 0, message: { role: 'assistant', content: 'hi' }, finish_reason: 'stop' }],
};
