import { type RecordedLogger, recordedLogger } from './recorded-logger.js';

let logged: RecordedLogger;
afterEach(() => logged.close());

const later = () => new Promise(setImmediate);
const masked = async ({ value }: { value: unknown }): Promise<unknown> => {
  await later();
  return typeof value === 'string' ? value.replace('Ann', 'A.') : value;
};

describe('a redact that gives promises', () => {
  it('is awaited by flush, and delays no call', async () => {
    logged = await recordedLogger({ redact: masked });
    const { maxim, recorder } = logged;
    expect(maxim.withTrace({ name: 'hello', input: () => 'Ann asks' }, () => 'Ann again')).toBe('Ann again');
    expect(recorder.traces).toEqual([]);
    await maxim.flush();
    expect(recorder.traces).toMatchObject([{ name: 'hello', input: 'A. asks', output: 'A. again', status: 'ok' }]);
    expect(recorder.openEntities()).toEqual([]);
  });

  it('is awaited by close, with what close itself ends', async () => {
    logged = await recordedLogger({ redact: masked });
    const { maxim, recorder } = logged;
    maxim.trace({ name: 'open' }).input('Ann asks');
    await maxim.close();
    expect(recorder.traces).toMatchObject([{ input: 'A. asks', status: 'unfinished' }]);
  });

  it('lets a trace that sampling keeps back be decided on meanwhile', async () => {
    logged = await recordedLogger({ redact: masked, sampling: { rate: 0, keepErrors: true } });
    const { maxim, recorder } = logged;
    for (const name of ['fine', 'failed']) {
      const trace = maxim.trace({ name });
      trace.input('Ann asks');
      if (name === 'failed') trace.error({ message: 'Ann is gone' });
      trace.end();
    }
    await maxim.flush();
    expect(recorder.traces).toMatchObject([
      { name: 'failed', input: 'A. asks', errors: [{ message: 'A. is gone' }], status: 'error' },
    ]);
  });
});

describe('redactCards', () => {
  it('hides card numbers of a recorded call', async () => {
    logged = await recordedLogger({ redactCards: true });
    const { maxim, recorder } = logged;
    maxim.withToolCall({ name: 'pay', args: { card: '4111 1111 1111 1111' } }, () => 'charged 4111111111111111');
    expect(recorder.find({ type: 'tool_call' })).toMatchObject({ result: 'charged [REDACTED]' });
    expect(JSON.stringify(recorder.lines)).not.toMatch(/4111 ?1111/);
  });
});
