import { type Redact } from '../../lib/options/pipeline-options.js';
import { harness, line } from './harness.js';

const input = (text: string) => line('trace', 't', 'update', { input: text });
const update = (text: string): string => `trace{id=t,action=update,data={"input":"${text}"}}`;

/** Answers when it is told to, with the text in capitals. */
function slowly() {
  const answers: (() => void)[] = [];
  const redact: Redact = ({ value }) =>
    new Promise((resolve) => answers.push(() => resolve(String(value).toUpperCase())));
  return { redact, answers };
}

const settled = () => new Promise(setImmediate);

describe('a redact that gives promises', () => {
  it('keeps the place of a line in the queue', async () => {
    const redact: Redact = ({ value }) => (value === 'slow' ? new Promise((r) => setImmediate(r, 'seen')) : value);
    const { pipeline, texts } = harness({ redact });
    pipeline.write(input('before'));
    pipeline.write(input('slow'));
    pipeline.write(input('after'));
    pipeline.write(line('trace', 't', 'end', {}));
    expect(texts).toEqual([update('before')]);
    await pipeline.flush();
    expect(texts).toEqual([update('before'), update('seen'), update('after'), 'trace{id=t,action=end,data={}}']);
  });

  it('keeps the order where later answers come first', async () => {
    const { redact, answers } = slowly();
    const { pipeline, texts } = harness({ redact });
    for (const text of ['a', 'b', 'c']) pipeline.write(input(text));
    answers[2]?.();
    answers[1]?.();
    await settled();
    expect(texts).toEqual([]);
    answers[0]?.();
    await pipeline.flush();
    expect(texts).toEqual(['A', 'B', 'C'].map(update));
  });

  it('is asked about all fields at once, each of which may take its time', async () => {
    const { redact, answers } = slowly();
    const { pipeline, sent } = harness({ redact });
    pipeline.write(line('trace', 't', 'update', { input: 'a', output: 'b' }));
    expect(answers).toHaveLength(2);
    answers.toReversed().forEach((answer) => answer());
    await pipeline.flush();
    expect(sent()).toEqual([{ entity: 'trace', id: 't', action: 'update', data: { input: 'A', output: 'B' } }]);
  });

  it('gets the line as it was when it was written, and is the only one to change its copy', async () => {
    const redact: Redact = async ({ value }) => {
      await settled();
      return value;
    };
    const { pipeline, sent } = harness({ redact });
    const messages = [{ role: 'user', content: 'then' }];
    pipeline.write(line('generation', 'g', 'update', { messages }));
    messages[0] = { role: 'user', content: 'now' };
    await pipeline.flush();
    expect(sent()[0]?.data).toEqual({ messages: [{ role: 'user', content: 'then' }] });
  });

  it('is awaited by flush for what was written before it only', async () => {
    const { redact, answers } = slowly();
    const { pipeline, texts } = harness({ redact });
    pipeline.write(input('a'));
    const flushed = pipeline.flush();
    pipeline.write(input('b'));
    answers[0]?.();
    await flushed;
    expect(texts).toEqual([update('A')]);
    answers[1]?.();
    await pipeline.flush();
    expect(texts).toEqual([update('A'), update('B')]);
  });

  it.each<[string, Redact]>([
    ['rejects', () => Promise.reject(new Error('late'))],
    ['gives a thenable that throws', () => ({ then: () => { throw new Error('no promise'); } })], // prettier-ignore
  ])('hides the field where it %s, and is reported once', async (_how, redact) => {
    const { pipeline, texts, reports } = harness({ redact });
    pipeline.write(input('x'));
    pipeline.write(input('y'));
    await pipeline.flush();
    expect(texts).toEqual([update('[REDACTED]'), update('[REDACTED]')]);
    expect(reports).toEqual([expect.stringContaining('redact threw an error')]);
  });

  it('cannot break the shape that the protocol needs', async () => {
    const { pipeline, sent } = harness({ redact: () => Promise.resolve({ not: 'a list' }) });
    pipeline.write(line('generation', 'g', 'update', { messages: [{ role: 'user', content: 'x' }] }));
    await pipeline.flush();
    expect(sent()[0]?.data).toEqual({ messages: [] });
  });

  it('may log itself without end: what it logs is hidden', async () => {
    const { pipeline, texts } = harness({
      redact: async ({ value }) => {
        await settled();
        pipeline.write(input('from redact'));
        return value;
      },
    });
    pipeline.write(input('x'));
    await pipeline.flush();
    await settled();
    expect(texts).toEqual([update('x'), update('[REDACTED]')]);
  });

  it('lets lines through at once where it gives values again', async () => {
    const { redact, answers } = slowly();
    const { pipeline, texts } = harness({ redact: (field) => (field.value === 'slow' ? redact(field) : field.value) });
    pipeline.write(input('slow'));
    answers[0]?.();
    await pipeline.flush();
    pipeline.write(input('quick'));
    expect(texts).toEqual([update('SLOW'), update('quick')]);
  });

  it('is waited for no longer once more than 16 MB wait, oldest first', () => {
    const { pipeline, texts, reports } = harness({ redact: slowly().redact });
    const long = 'x'.repeat(200_000);
    for (let count = 0; count < 100; count++) pipeline.write(input(long));
    const out = texts.length;
    expect(out).toBeGreaterThan(0);
    expect(out).toBeLessThan(100);
    expect(texts).toEqual(new Array(out).fill(update('[REDACTED]')));
    expect(reports).toEqual([expect.stringContaining('16 MB')]);
  });
});

describe('a redact that never answers', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('has its field hidden after 5 s, is reported once, and comes too late after that', async () => {
    const { redact, answers } = slowly();
    const { pipeline, texts, reports } = harness({ redact });
    pipeline.write(input('a'));
    pipeline.write(input('b'));
    const flushed = pipeline.flush();
    jest.advanceTimersByTime(4999);
    expect(texts).toEqual([]);
    jest.advanceTimersByTime(1);
    await flushed;
    answers.forEach((answer) => answer());
    await Promise.resolve();
    expect(texts).toEqual([update('[REDACTED]'), update('[REDACTED]')]);
    expect(reports).toEqual([expect.stringContaining('5 s')]);
  });
});
