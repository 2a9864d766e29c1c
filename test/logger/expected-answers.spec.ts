import { Logger } from '@nestjs/common';
import { type as arktype } from 'arktype';
import { Readable } from 'node:stream';
import * as v from 'valibot';
import { z } from 'zod';
import { silentReporter } from '../../lib/faults/reporter.js';
import { AnswerChecks } from '../../lib/logger/answer-checks.js';
import { type Expectation, Generation, type MaximModuleOptions } from '../../lib/index.js';
import { type GenerationNode } from '../../lib/testing/index.js';
import { recordedLogger, type RecordedLogger } from './recorded-logger.js';

/** As ajv with `useDefaults` and `removeAdditional` behind a Standard Schema. */
const inPlace: Expectation = {
  '~standard': {
    validate: (answer) => {
      const city = answer as { size?: { people?: unknown }; name?: unknown; tags?: unknown[] };
      city.tags?.push('checked');
      if (city.size) city.size.people = 0;
      delete city.name;
      return Object.isFrozen(city) ? { issues: [{ message: 'frozen' }] } : {};
    },
  },
};

class Point {
  #hidden = 1;

  constructor(public x: number) {}

  get hidden(): number {
    return this.#hidden;
  }
}

class Opaque {
  #x = 1;

  get x(): number {
    return this.#x;
  }
}

const named = z.object({ name: z.string() });
const NAMED = JSON.stringify({ name: 'Bern' });
const call = (args: string) => ({ id: 'call', type: 'function', function: { name: 'answer', arguments: args } });
const completion = (message: object) => ({
  ...{ id: 'c-1', object: 'chat.completion', created: 1, model: 'm' },
  choices: [{ index: 0, message: { role: 'assistant', ...message }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 },
});
const block = (name: string) => ({ type: 'tool_use', id: name, name: 'answer', input: { name } });
const anthropic = (...content: object[]) => ({
  ...{ id: 'm-1', type: 'message', role: 'assistant', model: 'claude', stop_reason: 'tool_use', content },
  usage: { input_tokens: 3, output_tokens: 4 },
});
const response = (...output: object[]) => ({ id: 'r-1', object: 'response', model: 'm', output });
const fence = (text: string, info = 'json') => `\`\`\`${info}\n${text}\n\`\`\``;

let logged: RecordedLogger;
const start = async (options?: MaximModuleOptions): Promise<void> => {
  logged = await recordedLogger(options);
};
afterEach(async () => {
  jest.restoreAllMocks();
  await logged.close();
});

const generation = (): GenerationNode | undefined => {
  const node = logged.recorder.find({ type: 'generation' });
  return node?.type === 'generation' ? node : undefined;
};
const valid = (): unknown => generation()?.metrics['schema_valid'];

function checked(expected: Expectation, answer: unknown): unknown {
  logged.recorder.clear();
  logged.maxim.withGeneration(
    { name: 'answer', provider: 'openai', model: 'm', expect: expected } as never,
    () => answer,
  );
  return valid();
}

describe('what is held against a schema', () => {
  beforeEach(() => start());

  it.each([
    ['a fence', completion({ content: fence(NAMED) })],
    ['a fence without a language', completion({ content: `\n${fence(NAMED, '')}  ` })],
    ['a fence in what is no model’s', fence(NAMED, 'JSON')],
    ['a fence of another language', completion({ content: fence(NAMED, 'jsonc title="city"') })],
    ['a longer fence', completion({ content: `\`${fence(NAMED)}\`` })],
    ['a fence of tildes', completion({ content: `~~~json\n${NAMED}\n~~~` })],
    ['a fence on one line', completion({ content: `\`\`\`json ${NAMED}\`\`\`` })],
    ['a tool call', completion({ content: null, tool_calls: [call(NAMED)] })],
    ['a tool call beside an empty text', completion({ content: '', tool_calls: [call(NAMED)] })],
    ['a function call', completion({ content: null, function_call: { name: 'answer', arguments: NAMED } })],
    ['a tool_use block', anthropic(block('Bern'))],
    ['a call of a Responses object', response({ type: 'function_call', name: 'answer', arguments: NAMED })],
  ])('is the JSON in %s', (_, answer) => {
    expect(checked(named, answer)).toBe(1);
    expect(checked(z.object({ name: z.number() }), answer)).toBe(0);
  });

  it('is the text, where there is a tool call beside it', () => {
    expect(checked(named, completion({ content: NAMED, tool_calls: [call('{}')] }))).toBe(1);
  });

  it.each([
    ['digits', z.string().regex(/^\d{5}$/), '03012'],
    ['a number', z.enum(['1', '2']), '2'],
    ['true', v.picklist(['true', 'false']), 'true'],
    ['null, later', z.string().refine(async (text) => Promise.resolve(text === 'null')), 'null'],
  ])('may be a text that happens to be JSON: %s', async (_, expected, content) => {
    checked(expected, completion({ content }));
    await logged.maxim.flush();
    expect(valid()).toBe(1);
    expect(checked(z.number().max(1), completion({ content: '2' }))).toBe(0);
    expect(generation()?.metadata['schema_issues']).toContain('Too big');
  });

  it.each<[string, Expectation]>([
    [
      'zod',
      z
        .string()
        .transform((text): unknown => JSON.parse(text))
        .pipe(named),
    ],
    ['valibot', v.pipe(v.string(), v.parseJson(), v.object({ name: v.string() }))],
    ['arktype', arktype('string.json.parse').to({ name: 'string' })],
  ])('may be JSON that the schema reads by itself: %s', (_, expected) => {
    expect(checked(expected, completion({ content: NAMED }))).toBe(1);
    expect(checked(expected, completion({ content: '{"name":1}' }))).toBe(0);
    // Arktype gives an issue of the text a path of its own.
    expect(generation()?.metadata['schema_issues']).toMatch(/"path":"(name|0)"/);
    expect(checked(named, completion({ content: '{"name":1}' }))).toBe(0);
    expect(generation()?.metadata['schema_issues']).toContain('"path":"name"');
  });

  it('is not a stream that was cut', async () => {
    class Asked {
      @Generation({ expect: named })
      ask(): Readable {
        return Readable.from(['x'.repeat(3e6), 'y'.repeat(3e6)]);
      }
    }
    for await (const _ of new Asked().ask());
    expect(generation()?.tags['truncated']).toBe('true');
    expect(valid()).toBeUndefined();
  });

  it.each([
    ['a fence that holds no JSON', fence('Bern', '')],
    ['the marks of a fence alone', '````'],
    ['a refusal', completion({ content: null, refusal: 'No.' })],
    ['an empty answer', completion({ content: '' })],
  ])('is %s, as text', (_, answer) => {
    expect(checked(named, answer)).toBe(0);
    expect(checked(z.string(), answer)).toBe(1);
  });

  it.each([
    ['several tools', completion({ content: null, tool_calls: [call('{}'), call('{}')] })],
    ['several blocks', anthropic(block('Bern'), block('Basel'))],
    ['nothing', undefined],
  ])('is no answer that asks for, or gives, %s', (_, answer) => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    expect(checked(named, answer)).toBeUndefined();
    expect(generation()?.status).toBe('ok');
    expect(warn).not.toHaveBeenCalled();
  });

  it('is what the method gave, where that is null', () => {
    expect([checked(z.null(), null), checked(named, null)]).toEqual([1, 0]);
  });
});

describe('a schema that normalises in place', () => {
  beforeEach(() => start());

  it('changes neither what the caller gets nor what is logged', () => {
    const answer = Object.freeze({ name: 'Bern', size: { people: 134_000 }, tags: ['capital'] });
    const text = JSON.stringify(answer);
    expect(checked(inPlace, answer)).toBe(1);
    expect(JSON.stringify(answer)).toBe(text);
    expect(generation()?.result).toMatchObject({ choices: [{ message: { content: text } }] });
  });

  it('gets instances of the same classes, and what refers to itself', () => {
    const point = new Point(1);
    const around: { self?: unknown; point: Point } = { point };
    around.self = around;
    const seen: { self?: unknown; point: Point }[] = [];
    const moves: Expectation = {
      '~standard': {
        validate: (given) => {
          seen.push(given as typeof around);
          (given as typeof around).point.x = 2;
          return {};
        },
      },
    };
    expect(checked(moves, around)).toBe(1);
    expect(point.x).toBe(1);
    const [copy] = seen;
    expect(copy).not.toBe(around);
    expect(copy?.self).toBe(copy);
    expect(copy?.point).toBeInstanceOf(Point);
  });

  it('can be asked of all kinds of values', () => {
    const lazy = jest.fn(() => 'read');
    const value = {
      ...{ date: new Date(0), bytes: Buffer.from('b'), opaque: new Opaque(), none: null },
      ...{
        map: new Map([['a', new Point(1)]]),
        set: new Set([1]),
        list: [1, [2]],
        bare: Object.create(null) as object,
      },
    };
    const schema = z.object({
      ...{ date: z.date(), bytes: z.instanceof(Buffer), none: z.null(), bare: z.looseObject({}) },
      opaque: z.instanceof(Opaque).refine(({ x }) => x === 1),
      ...{ map: z.map(z.string(), z.instanceof(Point)), set: z.set(z.number()) },
      list: z.tuple([z.number(), z.array(z.number())]),
    });
    expect(checked(schema, value)).toBe(1);
    Object.defineProperty(value, 'lazy', { enumerable: false, get: lazy });
    expect(checked(schema, value)).toBe(1);
    expect(lazy).not.toHaveBeenCalled();
  });

  it('is not asked of an answer that is too large to copy', () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    expect(
      checked(
        z.array(z.unknown()),
        Array.from({ length: 10_001 }, () => ({})),
      ),
    ).toBeUndefined();
    expect(warn.mock.calls).toEqual([[expect.stringContaining('10000 objects')]]);
  });
});

it('an answer that no schema ever answers of is waited for once', async () => {
  await start();
  jest.useFakeTimers();
  try {
    const checks = new AnswerChecks(silentReporter());
    const never: Expectation = { '~standard': { validate: () => new Promise(() => undefined) } };
    checks.check({ generation: undefined as never, name: 'n', expected: never, answer: () => 1, showsIssues: true });
    const first = checks.settled();
    await jest.advanceTimersByTimeAsync(5_000);
    await first;
    await checks.settled();
  } finally {
    jest.useRealTimers();
  }
});

describe('issues, which quote the model’s words,', () => {
  const SECRET = { a: 'SECRETOUT', SECRETKEY: 1 };
  const quoting: [string, Expectation][] = [
    ['arktype', arktype({ a: "'x'|'y'" })],
    ['valibot', v.object({ a: v.picklist(['x', 'y']) })],
    ['a record', z.record(z.string(), z.literal('x'))],
  ];
  const ways: [string, MaximModuleOptions, object][] = [
    ['captureContent: false', { captureContent: false }, {}],
    ['captureOutput: false of the module', { captureOutput: false }, {}],
    ['captureOutput: false', {}, { captureOutput: false }],
    ['an output of its own', {}, { output: () => 'hidden' }],
  ];

  it.each(ways.flatMap((way) => quoting.map(([name, schema]) => [way[0], name, way, schema] as const)))(
    'are not logged with %s, by %s',
    async (_, __, [, module, options], schema) => {
      await start(module);
      class Asked {
        @Generation({ expect: schema, ...options })
        ask(): unknown {
          return SECRET;
        }
      }
      expect(new Asked().ask()).toBe(SECRET);
      expect(valid()).toBe(0);
      expect(JSON.stringify(logged.recorder.traces)).not.toContain('SECRET');
    },
  );
});
