import { setTimeout as sleep } from 'node:timers/promises';
import { Observable } from 'rxjs';
import { Keep, type MaximLogger, type MaximModuleOptions } from '../../lib/index.js';
import { type RecordedLogger, recordedLogger } from './recorded-logger.js';

let logged: RecordedLogger;

async function sampling(options: MaximModuleOptions['sampling'], maxOpenMs?: number): Promise<RecordedLogger> {
  logged = await recordedLogger({ sampling: { rate: 0, ...options }, ...(maxOpenMs && { maxOpenMs }) });
  return logged;
}

afterEach(() => logged.close());

const names = () => logged.recorder.traces.map(({ name }) => name);

/** A trace that is over while the stream in it has only begun. */
async function outlived(maxim: MaximLogger, end: () => void, name = 'job'): Promise<AsyncGenerator<string>> {
  const { stream } = await maxim.withTrace({ name }, async () => {
    const begun = maxim.withGeneration({ name: 'ask' }, async function* () {
      yield await Promise.resolve('first');
      end();
    });
    await begun.next();
    return { stream: begun };
  });
  return stream;
}

const fail = (): never => {
  throw new Error('boom');
};
const fine = (): void => undefined;

describe('what outlives its trace, with keepErrors', () => {
  it('keeps it where it is a stream that fails', async () => {
    const { maxim, recorder } = await sampling({ keepErrors: true });
    const stream = await outlived(maxim, fail);
    expect(names()).toEqual([]);
    await expect(stream.next()).rejects.toThrow('boom');
    expect(recorder.traces).toMatchObject([{ name: 'job', children: [{ type: 'generation', status: 'error' }] }]);
    expect(recorder.lines[0]).toMatchObject({ entity: 'trace', action: 'create' });
    expect(recorder.openEntities()).toEqual([]);
  });

  it('does not where it ends well, or is left', async () => {
    const { maxim, recorder } = await sampling({ keepErrors: true });
    await (await outlived(maxim, fine)).next();
    await (await outlived(maxim, fine)).return(undefined);
    expect(recorder.lines).toEqual([]);
    expect(maxim.stats()).toMatchObject({ dropped: 0, open: 0 });
  });

  it.each<[string, (maxim: MaximLogger) => unknown]>([
    [
      'a call that nobody waits for',
      (maxim) => void maxim.withSpan({ name: 'step' }, () => sleep(5).then(fail)).catch(fine),
    ],
    [
      'a call inside one that nobody waits for',
      (maxim) =>
        void maxim.withSpan({ name: 'step' }, async () => {
          await sleep(5);
          await maxim.withToolCall({ name: 'inner' }, () => sleep(1).then(fail)).catch(fine);
        }),
    ],
    [
      'an element opened by hand',
      (maxim) => {
        const generation = maxim.generation({ name: 'by hand', provider: 'openai', model: 'm', messages: [] });
        setTimeout(() => generation.error({ message: 'boom' }), 5);
      },
    ],
  ])('keeps it where it is %s', async (_what, begin) => {
    const { maxim } = await sampling({ keepErrors: true });
    maxim.withTrace({ name: 'job' }, () => begin(maxim));
    expect(names()).toEqual([]);
    await sleep(30);
    expect(names()).toEqual(['job']);
    expect(logged.recorder.openEntities()).toEqual([]);
  });

  it('decides on a trace at its end where an Observable in it was never subscribed to', async () => {
    const { maxim, recorder } = await sampling({ keepErrors: true });
    const { trace } = maxim.withTrace({ name: 'job' }, (trace) => ({
      trace,
      cold: maxim.withSpan({ name: 'cold' }, () => new Observable(fine)),
    }));
    trace.error({ message: 'too late' });
    expect(recorder.lines).toEqual([]);
    expect(maxim.stats().open).toBe(0);
  });

  it('lets what is said by id follow, while it waits and after', async () => {
    const { maxim, recorder } = await sampling({ keepErrors: true });
    for (const end of ['fine', 'failed']) {
      const trace = maxim.trace({ id: end, name: end });
      trace.span({ id: `${end}-over`, name: 'over' }).end();
      const span = trace.span({ id: `${end}-late` });
      trace.end();
      maxim.traceFeedback(end, { score: 1 });
      maxim.spanTag(`${end}-over`, 'key', 'value');
      maxim.traceEnd(end, { endTimestamp: new Date() });
      expect(recorder.lines.filter(({ id }) => id.startsWith(end))).toEqual([]);
      if (end === 'failed') span.error({ message: 'boom' });
      span.end();
      maxim.traceFeedback(end, { score: 2 });
    }
    expect(names()).toEqual(['failed']);
    expect(recorder.lines.filter(({ action }) => action === 'add-feedback')).toHaveLength(2);
    expect(recorder.find({ name: 'over' })).toMatchObject({ tags: { key: 'value' } });
  });
});

describe('what outlives its trace, with others', () => {
  it('lets a trace be kept that asks for it by @Keep()', async () => {
    const { maxim } = await sampling({});
    const keep = Reflect.apply(Keep(), undefined, [fine, { kind: 'method', name: 'fine' }]) ?? fine;
    maxim.withTrace({ name: 'job' }, () => {
      void maxim.withSpan({ name: 'step' }, () => sleep(5).then(() => keep()));
    });
    expect(names()).toEqual([]);
    await sleep(30);
    expect(names()).toEqual(['job']);
  });

  it('does not make a trace slow that was over before', async () => {
    const { maxim, recorder } = await sampling({ keepSlowerThanMs: 50 });
    const stream = await outlived(maxim, fine);
    await sleep(80);
    await stream.next();
    expect(recorder.lines).toEqual([]);
    const slow = maxim.trace({ name: 'slow', startTimestamp: new Date(Date.now() - 100) });
    slow.span({ name: 'late' });
    slow.end();
    expect(names()).toEqual(['slow']);
  });
});

describe('a trace that is over', () => {
  it('waits for what nobody ends till that is closed for its age', async () => {
    const { maxim, recorder } = await sampling({ keepErrors: true }, 40);
    const trace = maxim.trace({ id: 'job', name: 'job' });
    trace.span({ id: 'forgotten' });
    trace.end();
    // What is opened once it is over does not prolong this.
    await sleep(20);
    trace.span({ id: 'later' });
    await sleep(35);
    maxim.spanError('later', { message: 'boom' });
    await sleep(30);
    expect(recorder.lines).toEqual([]);
    expect(maxim.stats()).toMatchObject({ open: 0, dropped: 0 });
  });

  it('is decided when the logger closes', async () => {
    const { maxim, recorder, close } = await sampling({ keepErrors: true });
    const stream = await outlived(maxim, fail);
    await close();
    await expect(stream.next()).rejects.toThrow('boom');
    expect(recorder.lines).toEqual([]);
    expect(maxim.stats().open).toBe(0);
  });

  it('gives way, where room is short, before those that are not', async () => {
    const { maxim } = await sampling({ keepErrors: true });
    const running = maxim.trace({ name: 'running' });
    running.input('x'.repeat(200_000));
    for (let count = 0; count < 100; count++) {
      const trace = maxim.trace({ name: 'over' });
      trace.input('x'.repeat(200_000));
      trace.span({ name: 'forgotten' });
      trace.end();
    }
    expect(maxim.stats().dropped).toBeGreaterThan(0);
    running.error({ message: 'boom' });
    expect(names()).toEqual(['running']);
  });
});
