import { type ToolCallConfig, type TraceConfig } from '../../lib/entities/configs.js';
import { fields } from '../../lib/entities/fields.js';
import { type GenerationResult } from '../../lib/protocol/result.js';
import { Recording } from './recording.js';

const throwing = (): never => {
  throw new Error('hostile');
};
const cycle: Record<string, unknown> = { big: 10n };
cycle['self'] = cycle;
const { proxy: revoked, revoke } = Proxy.revocable({}, {});
revoke();

/** What an app may hand over where its types do not hold. */
const VALUES: [name: string, value: unknown][] = [
  ['undefined', undefined],
  ['null', null],
  ['a text', 'text'],
  ['a number', NaN],
  ['a symbol', Symbol('s')],
  ['a function', () => 1],
  ['a list', [1n, , 2]],
  ['a cycle', cycle],
  ['an object without a prototype', Object.create(null)],
  ['a getter that throws', Object.defineProperty({}, 'name', { enumerable: true, get: throwing })],
  ['a text form that throws', { toString: throwing, toJSON: throwing, [Symbol.toPrimitive]: throwing }],
  ['a proxy that throws', new Proxy({}, { get: throwing, ownKeys: throwing, has: throwing, getPrototypeOf: throwing })],
  ['a revoked proxy', revoked],
];

/** Every method that takes more than texts, each given the value wherever it can be. */
function callAll(maxim: Recording, value: unknown): void {
  const config = value as ToolCallConfig & TraceConfig;
  const words = value as string;
  const tags = value as Record<string, string>;
  const inside = { id: words, name: words, tags, metadata: tags, startTimestamp: value as Date, message: words };
  for (const given of [
    config,
    { ...inside, description: words, args: words, sessionId: words, score: value as number },
  ]) {
    const trace = maxim.session(given).trace(given);
    for (const parent of [trace, trace.span(given), maxim.traceSpan('t', given)]) {
      parent.error({ ...inside, message: 'm' }).addMetadata(tags);
      parent.error(given as never).addTag('tag', words);
      parent.event(words, words, tags, tags);
      parent.addAttachment(given as never);
      parent.evaluate.withEvaluators(words).withVariables(tags);
      parent.evaluate.withVariables(tags, value as string[]);
      parent.retrieval(given).output(value as string[]);
      parent.toolCall(given).error(value as { message: string });
      parent
        .generation({ ...inside, messages: value as never[], modelParameters: tags })
        .result(value as GenerationResult);
      parent.addMetadata(tags);
      parent.addTag('tag', words);
      parent.end(value as Date);
    }
    trace.feedback(given as never);
    trace.addMetric('metric', value as number);
    trace.input(words).output(words).addToSession(words);
    maxim.traceEnd(words, value as never);
    maxim.generationAddMessage(words, value as never[]);
  }
}

describe('the elements', () => {
  it.each(VALUES)('never throw, and still write well-formed lines: %s', (_, value) => {
    const maxim = new Recording();
    try {
      expect(() => callAll(maxim, value)).not.toThrow();
    } finally {
      maxim.host.open.close();
    }
    const lines = maxim.drain();
    expect(lines.length).toBeGreaterThan(50);
    for (const line of lines) {
      expect(line).toMatch(/^[a-z_]+\{id=[A-Za-z0-9_-]{1,128},action=[a-z-]+,data=\{.*\}\}$/);
      expect(() => JSON.parse(line.slice(line.indexOf('data=') + 5, -1)) as unknown).not.toThrow();
    }
  });
});

describe('fields', () => {
  it('reads each field once, and leaves out what is undefined or cannot be read', () => {
    let reads = 0;
    const given = {
      a: 1,
      b: undefined,
      get c(): string {
        return throwing();
      },
      get d(): number {
        return ++reads;
      },
    };
    expect(fields(given)).toEqual({ a: 1, d: 1 });
    expect(reads).toBe(1);
  });

  it('gives a copy', () => {
    const given = { a: 1 };
    fields(given).a = 2;
    expect(given).toEqual({ a: 1 });
  });
});
