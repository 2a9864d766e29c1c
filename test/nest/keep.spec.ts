import { Injectable } from '@nestjs/common';
import { Keep, type MaximLogger, Span, Trace } from '../../lib/index.js';
import { isMethod } from '../../lib/nest/decorators/record-calls.js';
import { type RecordedLogger, recordedLogger } from '../logger/recorded-logger.js';

@Injectable()
class Jobs {
  constructor(private readonly maxim: MaximLogger) {}

  @Keep()
  @Trace()
  above(): string {
    return 'above';
  }

  @Trace()
  @Keep()
  below(): string {
    return 'below';
  }

  @Keep()
  @Span()
  async implicit(): Promise<string> {
    await Promise.resolve();
    return 'implicit';
  }

  @Keep()
  byHand(): void {
    this.maxim.trace({ name: 'by hand' }).end();
  }

  @Trace()
  plain(): string {
    return 'plain';
  }

  @Trace()
  async outer(): Promise<string> {
    this.plain();
    await Promise.resolve();
    return this.important('yes');
  }

  @Keep()
  important(answer: string, _more = ''): string {
    return answer;
  }

  @Keep()
  throws(): never {
    throw new Error('boom');
  }
}

let logged: RecordedLogger;
let jobs: Jobs;

beforeEach(async () => {
  logged = await recordedLogger({ sampling: { rate: 0 } });
  jobs = new Jobs(logged.maxim);
});
afterEach(() => logged.close());

const names = () => logged.recorder.traces.map(({ name }) => name);

describe('@Keep()', () => {
  it.each<[string, () => unknown, string]>([
    ['above @Trace()', () => jobs.above(), 'Jobs.above'],
    ['below @Trace()', () => jobs.below(), 'Jobs.below'],
    ['where the trace is made for the element', () => jobs.implicit(), 'Jobs.implicit'],
    ['where the trace is opened by hand', () => jobs.byHand(), 'by hand'],
    ['deep inside a trace, with what it held so far', () => jobs.outer(), 'Jobs.outer'],
  ])('sends the trace of a call: %s', async (_where, call, name) => {
    await call();
    expect(names()).toEqual([name]);
    expect(logged.recorder.openEntities()).toEqual([]);
  });

  it('lets other traces be sampled, also after one that it kept', () => {
    jobs.plain();
    jobs.above();
    jobs.plain();
    expect(names()).toEqual(['Jobs.above']);
  });

  it('keeps no later trace where its method opens none, or throws', () => {
    jobs.important('x');
    expect(() => jobs.throws()).toThrow('boom');
    jobs.plain();
    expect(names()).toEqual([]);
  });

  it('leaves the method as it was', () => {
    const method: unknown = Reflect.get(Jobs.prototype, 'important');
    expect(isMethod(method) && [method.name, method.length]).toEqual(['important', 1]);
    expect(jobs.important('same')).toBe('same');
  });

  it('works in the standard dialect', () => {
    const method = function (this: { word: string }): string {
      return this.word;
    };
    const kept = Reflect.apply(Keep(), undefined, [method, { kind: 'method', name: 'method' }]);
    logged.maxim.withTrace({ name: 'kept' }, () => expect(kept?.call({ word: 'own' })).toBe('own'));
    expect(names()).toEqual(['kept']);
  });

  it('goes on methods only', () => {
    expect(() => Reflect.apply(Keep(), undefined, [{}, 'field'])).toThrow('"field" is not a method');
  });
});
