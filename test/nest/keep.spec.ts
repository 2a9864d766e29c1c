import { Injectable } from '@nestjs/common';
import { defer, firstValueFrom, lastValueFrom, type Observable, of, Subject } from 'rxjs';
import { Generation, Keep, type MaximLogger, Span, Trace } from '../../lib/index.js';
import { isMethod } from '../../lib/nest/decorators/method-at.js';
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
  ofSession(): void {
    this.maxim.session({ id: 'chat' }).trace({ name: 'turn' }).end();
  }

  @Keep()
  @Generation()
  aboveGeneration(): Observable<string> {
    return of('a', 'b');
  }

  @Generation()
  @Keep()
  belowGeneration(): Observable<string> {
    return of('a', 'b');
  }

  @Keep()
  @Span()
  aboveSpan(): Observable<string> {
    return of('a', 'b');
  }

  @Trace()
  @Keep()
  belowTrace(): Observable<string> {
    return of('a', 'b');
  }

  @Trace()
  cold(): Observable<string> {
    return of('a', 'b');
  }

  @Keep()
  deferred(): Observable<string> {
    return defer(() => of(this.plain()));
  }

  @Keep()
  *generates(): Generator<string> {
    yield this.plain();
    yield this.plain();
  }

  @Keep()
  async *streams(): AsyncGenerator<string> {
    yield this.plain();
    yield await Promise.resolve('more');
  }

  @Keep()
  @Generation()
  async *streamsRecorded(): AsyncGenerator<string> {
    yield await Promise.resolve('more');
  }

  @Keep()
  subject(subject: Subject<string>): Observable<string> {
    return subject;
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
    ['where it is a turn of a session', () => jobs.ofSession(), 'turn'],
  ])('sends the trace of a call: %s', async (_where, call, name) => {
    await call();
    expect(names()).toEqual([name]);
    expect(logged.recorder.openEntities()).toEqual([]);
  });

  it.each<[string, () => Observable<string>, string]>([
    ['above @Generation()', () => jobs.aboveGeneration(), 'Jobs.aboveGeneration'],
    ['below @Generation()', () => jobs.belowGeneration(), 'Jobs.belowGeneration'],
    ['above @Span()', () => jobs.aboveSpan(), 'Jobs.aboveSpan'],
    ['below @Trace()', () => jobs.belowTrace(), 'Jobs.belowTrace'],
    ['where the subscription opens the trace', () => jobs.deferred(), 'Jobs.plain'],
  ])('sends the trace of each subscription to an Observable: %s', async (_where, call, name) => {
    const given = call();
    jobs.plain();
    expect(names()).toEqual([]);
    await lastValueFrom(given);
    await firstValueFrom(given);
    await lastValueFrom(jobs.cold());
    jobs.plain();
    expect(names()).toEqual([name, name]);
    expect(logged.recorder.openEntities()).toEqual([]);
  });

  it('sends the trace that an Observable is subscribed to in', async () => {
    const given = jobs.deferred();
    await logged.maxim.withTrace({ name: 'consumer' }, () => lastValueFrom(given));
    expect(names()).toEqual(['consumer']);
  });

  it('leaves a Subject what it is', () => {
    const source = new Subject<string>();
    const seen: string[] = [];
    const given = jobs.subject(source);
    given.subscribe((value) => seen.push(value));
    source.next('x');
    expect([seen, given instanceof Subject, source.observed]).toEqual([['x'], true, true]);
  });

  it('sends the first trace that a generator opens before it awaits anything', () => {
    const steps = jobs.generates();
    jobs.plain();
    expect(names()).toEqual([]);
    expect([...steps]).toEqual(['plain', 'plain']);
    jobs.plain();
    expect(names()).toEqual(['Jobs.plain']);
  });

  it.each<[string, () => AsyncGenerator<string>, string, string[]]>([
    ['by hand', () => jobs.streams(), 'Jobs.plain', ['plain', 'more']],
    ['of its own', () => jobs.streamsRecorded(), 'Jobs.streamsRecorded', ['more']],
  ])('sends the trace of an async generator: %s', async (_whose, call, name, values) => {
    const given: string[] = [];
    for await (const value of call()) given.push(value);
    expect(given).toEqual(values);
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
