import { Controller, Get, Injectable, Param, SetMetadata } from '@nestjs/common';
import { Generation, NoCapture, NoTrace, Span, Trace } from '../../lib/index.js';
import { ended, PLATFORMS, startApp } from '../e2e/http-app.js';
import { type RecordedLogger, recordedLogger } from '../logger/recorded-logger.js';

@Trace()
class Desk {
  static count = 0;
  #log: string[] = [];

  constructor(readonly place = 'front') {
    this.note('opened');
  }

  @SetMetadata('roles', ['clerk'])
  open(hour: number, _minute = 0): string {
    return `${this.place} at ${hour}`;
  }

  async ask(question: string): Promise<string> {
    await Promise.resolve();
    return this.#answer(question);
  }

  pay(_amount: number, @NoCapture() _pin: string): string {
    return 'paid';
  }

  @NoTrace()
  note(line: string): number {
    return this.#log.push(line);
  }

  @Span({ name: 'stamped' })
  stamp(): string {
    return 'stamped';
  }

  @Generation({ model: 'm' })
  @SetMetadata('kind', 'model')
  model(): string {
    return 'said';
  }

  get lines(): number {
    return this.#log.length;
  }

  _internal(): string {
    return 'internal';
  }

  onModuleInit(): string {
    return 'initialised';
  }

  configure(): string {
    return 'configured';
  }

  #answer(question: string): string {
    return question.toUpperCase();
  }

  @NoTrace()
  static make(): Desk {
    Desk.count += 1;
    return new Desk('back');
  }
}

const ORDER = Symbol('order');

@Trace()
class Shop {
  static readonly Part = class {};
  private static count = 0;

  private constructor() {
    Shop.count += 1;
  }

  static open(): Shop {
    return new this();
  }

  static forRoot(): { module: unknown } {
    return { module: Shop };
  }

  static get made(): number {
    return Shop.count;
  }

  [ORDER](): string {
    return 'ordered';
  }

  *[Symbol.iterator](): Generator<number> {
    yield 1;
  }

  toJSON(): { open: boolean } {
    return { open: true };
  }

  toString(): string {
    return 'shop';
  }
}

class SideDesk extends Desk {
  override open(hour: number): string {
    return `side, ${super.open(hour)}`;
  }

  extra(): string {
    return 'extra';
  }
}

@Trace({ name: 'support', tags: { team: 'blue' }, captureOutput: false })
class Named {
  help(): string {
    return 'helped';
  }
}

@Trace()
@Injectable()
@Controller('rooms')
class Rooms {
  @Get(':id')
  find(@Param('id') id: string): string {
    return `room ${id}`;
  }
}

describe('@Trace() on a class', () => {
  let logger: RecordedLogger;
  beforeEach(async () => {
    logger = await recordedLogger();
  });
  afterEach(() => logger.close());

  const names = (): string[] => logger.recorder.traces.map(({ name }) => name ?? '').reverse();

  it('traces each public method of its own', async () => {
    const desk = new Desk();
    expect(desk.open(9)).toBe('front at 9');
    expect(await desk.ask('why?')).toBe('WHY?');
    expect(names()).toEqual(['Desk.open', 'Desk.ask']);
    expect(logger.recorder.traces[0]).toMatchObject({ input: 'why?', output: 'WHY?', children: [] });
  });

  it('leaves alone what is not public, not a method, a hook, or opted out', () => {
    const desk = Desk.make();
    expect(desk.note('line')).toBe(2);
    expect(desk.lines).toBe(2);
    expect([desk._internal(), desk.onModuleInit(), desk.configure()]).toEqual([
      'internal',
      'initialised',
      'configured',
    ]);
    expect(logger.recorder.lines).toEqual([]);
  });

  it('traces static methods and those named by a symbol', () => {
    const shop = Shop.open();
    expect(shop[ORDER]()).toBe('ordered');
    expect(names().sort()).toEqual(['Shop.open', 'Shop.order']);
    expect([Shop.open.name, Shop.open.length, Object.keys(Shop)]).toEqual(['open', 0, ['Part', 'count']]);
  });

  it('leaves alone what makes a module, what is a field, and what the language calls', () => {
    const shop = Shop.open();
    logger.recorder.clear();
    expect(Shop.forRoot()).toEqual({ module: Shop });
    expect(new Shop.Part()).toBeInstanceOf(Shop.Part);
    expect(Shop.made).toBeGreaterThan(0);
    expect([JSON.stringify(shop), String(shop), [...shop]]).toEqual(['{"open":true}', 'shop', [1]]);
    expect(logger.recorder.lines).toEqual([]);
  });

  it('leaves a method that has a decorator of ours with that alone', () => {
    const desk = new Desk();
    desk.stamp();
    desk.model();
    expect(logger.recorder.traces.reverse()).toMatchObject([
      { name: 'stamped', children: [{ type: 'span', name: 'stamped', children: [] }] },
      { name: 'Desk.model', children: [{ type: 'generation', name: 'Desk.model', children: [] }] },
    ]);
  });

  it('keeps the class, and the name, length and metadata of its methods', () => {
    expect(new Desk().constructor).toBe(Desk);
    expect(Desk.name).toBe('Desk');
    const { open } = Desk.prototype;
    expect([open.name, open.length]).toEqual(['open', 1]);
    expect(Reflect.getMetadata('roles', open)).toEqual(['clerk']);
    expect(Object.keys(Desk.prototype)).toEqual([]);
  });

  it('omits hidden parameters', () => {
    new Desk().pay(5, '1234');
    expect(logger.recorder.traces).toMatchObject([{ name: 'Desk.pay', input: '5' }]);
  });

  it('is inherited with the methods, and adds none to those of a subclass', () => {
    const side = new SideDesk();
    expect(side.open(8)).toBe('side, front at 8');
    side.extra();
    expect(names()).toEqual(['Desk.open']);
  });

  it('takes a name in the place of the class, and options for all its methods', () => {
    new Named().help();
    expect(logger.recorder.traces).toMatchObject([{ name: 'support.help', tags: { team: 'blue' } }]);
    expect(logger.recorder.traces[0]?.output).toBeUndefined();
  });
});

describe.each(PLATFORMS)('@Trace() on a controller on %s', (platform) => {
  it('speaks for the requests to its handlers', async () => {
    const { app, url, recorder } = await startApp(platform, { controllers: [Rooms] });
    expect(await (await fetch(`${url}/rooms/7`)).text()).toBe('room 7');
    await ended(recorder);
    expect(recorder.traces).toMatchObject([{ name: 'Rooms.find', input: '7', output: 'room 7' }]);
    await app.close();
  });
});
