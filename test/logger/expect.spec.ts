import { Logger } from '@nestjs/common';
import { type as arktype } from 'arktype';
import { Type } from 'class-transformer';
import { IsInt, IsString, ValidateNested } from 'class-validator';
import { Readable } from 'node:stream';
import * as v from 'valibot';
import { z } from 'zod';
import { type Expectation, Generation } from '../../lib/index.js';
import { type GenerationNode, type MaximRecorder } from '../../lib/testing/index.js';
import { recordedLogger, type RecordedLogger } from './recorded-logger.js';

const zodCity = z.object({ name: z.string(), size: z.object({ people: z.number() }) });
const arktypeCity = arktype({ name: 'string', size: { people: 'number' } });
const valibotCity = v.object({ name: v.string(), size: v.object({ people: v.number() }) });

class Size {
  @IsInt()
  people!: number;
}

class City {
  @IsString()
  name!: string;

  @Type(() => Size)
  @ValidateNested()
  size!: Size;
}

const slow: Expectation = {
  '~standard': {
    validate: async () => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      return { issues: [{ message: 'took its time' }] };
    },
  },
};

const broken: Expectation = {
  '~standard': {
    validate: () => {
      throw new Error('schema is broken');
    },
  },
};

const RIGHT = { name: 'Bern', size: { people: 134_000 } };
const WRONG = { name: 'Bern', size: { people: 'many' } };

const completion = (content: string) => ({
  id: 'c-1',
  object: 'chat.completion',
  created: 1,
  model: 'm',
  choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
});

class Geographer {
  @Generation({ expect: zodCity })
  completion(content: string) {
    return Promise.resolve(completion(content));
  }

  @Generation({ expect: zodCity })
  object(value: unknown): unknown {
    return value;
  }

  @Generation({ expect: valibotCity })
  text(value: string): string {
    return value;
  }

  @Generation({ expect: arktypeCity })
  arktype(value: string): string {
    return value;
  }

  @Generation({ expect: City })
  dto(value: unknown): Promise<unknown> {
    return Promise.resolve(value);
  }

  @Generation({ expect: slow })
  slowly(): string {
    return 'answer';
  }

  @Generation({ expect: broken })
  badly(): string {
    return 'answer';
  }

  @Generation({ expect: z.string() })
  words(): string {
    return 'no JSON';
  }

  @Generation({ expect: zodCity, captureOutput: false })
  privately(value: unknown): unknown {
    return value;
  }

  @Generation({ expect: zodCity, output: () => 'hidden' })
  replaced(value: unknown): unknown {
    return value;
  }

  @Generation({ expect: zodCity })
  fails(): never {
    throw new Error('no model');
  }

  @Generation({ expect: zodCity })
  stream(...parts: string[]): Readable {
    return Readable.from(parts);
  }
}

const generation = (recorder: MaximRecorder): GenerationNode | undefined => {
  const node = recorder.find({ type: 'generation' });
  return node?.type === 'generation' ? node : undefined;
};

describe('an expected answer', () => {
  const geographer = new Geographer();
  let logger: RecordedLogger;
  beforeEach(async () => {
    logger = await recordedLogger();
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await logger.close();
  });

  const valid = (): unknown => generation(logger.recorder)?.metrics['schema_valid'];
  const issues = (): unknown => {
    const text = generation(logger.recorder)?.metadata['schema_issues'];
    return text === undefined ? undefined : (JSON.parse(text) as unknown);
  };

  it('is the JSON of the text that the model gave', async () => {
    await geographer.completion(JSON.stringify(RIGHT));
    expect([valid(), issues()]).toEqual([1, undefined]);
  });

  it('that does not fit says where and why, and is handed on all the same', async () => {
    const answer = await geographer.completion(JSON.stringify(WRONG));
    expect(answer).toEqual(completion(JSON.stringify(WRONG)));
    expect(valid()).toBe(0);
    expect(issues()).toEqual([{ path: 'size.people', message: expect.stringContaining('number') as string }]);
  });

  it('is not valid where it is no JSON', async () => {
    await geographer.completion('Bern, of course.');
    expect(valid()).toBe(0);
  });

  it('is what the method gave where that is no model result', () => {
    expect(geographer.object(RIGHT)).toBe(RIGHT);
    expect(valid()).toBe(1);
  });

  it('may be text, for any library that speaks Standard Schema', () => {
    geographer.text(JSON.stringify(RIGHT));
    expect(valid()).toBe(1);
    logger.recorder.clear();
    geographer.text(JSON.stringify(WRONG));
    expect(valid()).toBe(0);
    logger.recorder.clear();
    geographer.arktype(JSON.stringify(RIGHT));
    expect(valid()).toBe(1);
    logger.recorder.clear();
    geographer.arktype(JSON.stringify(WRONG));
    expect(valid()).toBe(0);
    expect(issues()).toEqual([{ path: 'size.people', message: expect.stringContaining('number') as string }]);
    logger.recorder.clear();
    geographer.words();
    expect(valid()).toBe(1);
  });

  it('may be what a stream gave', async () => {
    const text = JSON.stringify(RIGHT);
    for await (const part of geographer.stream(text.slice(0, 9), text.slice(9))) expect(part).not.toBe('');
    expect(valid()).toBe(1);
  });

  it('may be a class with decorators of class-validator', async () => {
    expect(await geographer.dto(RIGHT)).toBe(RIGHT);
    await logger.maxim.flush();
    expect(valid()).toBe(1);
    logger.recorder.clear();
    await geographer.dto(WRONG);
    await logger.maxim.flush();
    expect(valid()).toBe(0);
    expect(issues()).toEqual([{ path: 'size.people', message: 'people must be an integer number' }]);
    logger.recorder.clear();
    await geographer.dto([RIGHT]);
    await logger.maxim.flush();
    expect(issues()).toEqual([{ path: '', message: 'must be an object' }]);
  });

  it('of a class without any decorator has an issue of the whole', async () => {
    class Bare {}
    logger.maxim.withGeneration({ expect: Bare }, () => ({}));
    await logger.maxim.flush();
    expect(issues()).toEqual([{ path: '', message: expect.stringContaining('unknown value') as unknown }]);
  });

  it('of a schema that takes its time holds nobody up but flush()', async () => {
    expect(geographer.slowly()).toBe('answer');
    expect(generation(logger.recorder)?.endTimestamp).toBeDefined();
    expect(valid()).toBeUndefined();
    await logger.maxim.flush();
    expect(valid()).toBe(0);
    expect(issues()).toEqual([{ path: '', message: 'took its time' }]);
  });

  it('is waited for at shutdown', async () => {
    geographer.slowly();
    await logger.close();
    expect(valid()).toBe(0);
  });

  it('is checked by functions too', () => {
    logger.maxim.withGeneration({ name: 'city', expect: zodCity }, () => RIGHT);
    expect(valid()).toBe(1);
  });

  it('shows no issues where the output is not logged, and is the true one where that is replaced', () => {
    geographer.privately(WRONG);
    expect([valid(), issues()]).toEqual([0, undefined]);
    logger.recorder.clear();
    geographer.replaced(RIGHT);
    expect(valid()).toBe(1);
  });

  it('is not asked for where the call failed', () => {
    expect(() => geographer.fails()).toThrow('no model');
    expect(valid()).toBeUndefined();
  });

  it('that cannot be checked is one warning', () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    expect([geographer.badly(), geographer.badly()]).toEqual(['answer', 'answer']);
    expect(valid()).toBeUndefined();
    expect(warn.mock.calls).toEqual([[expect.stringMatching(/"Geographer\.badly".*schema is broken/)]]);
  });
});
