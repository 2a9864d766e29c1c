import { Body, Controller, Injectable, Param, Post } from '@nestjs/common';
import { Exclude } from 'class-transformer';
import { Generation, NoCapture, Span, Trace } from '../../lib/index.js';
import { ended, PLATFORMS, type RunningApp, startApp } from './http-app.js';

interface Question {
  readonly text: string;
}

class Customer {
  readonly text!: string;
  @Exclude()
  readonly ssn!: string;
}

/** What libraries put in a method's place: another function, without a name, with the same metadata. */
const Cached = () => (_target: object, _key: string, descriptor: PropertyDescriptor) => {
  const method = descriptor.value as (...args: unknown[]) => unknown;
  descriptor.value = (() =>
    function (this: unknown, ...args: unknown[]): unknown {
      return method.apply(this, args);
    })();
  for (const key of Reflect.getMetadataKeys(method) as unknown[]) {
    Reflect.defineMetadata(key, Reflect.getMetadata(key, method), descriptor.value as object);
  }
};

const KEPT_BACK = { captureInput: false, captureOutput: false } as const;
const answer = { said: 'SECRET-OUT' };

@Injectable()
class Models {
  @Trace({ ...KEPT_BACK, name: 'asking' })
  traced(_question: Question): typeof answer {
    return answer;
  }

  @Span({ name: 'work', ...KEPT_BACK })
  work(): void {
    // That it is there is the point.
  }
}

@Controller()
@Trace(KEPT_BACK)
class Closed {
  @Post('closed')
  ask(@Body() _question: Question): typeof answer {
    return answer;
  }
}

@Controller()
class Desk {
  constructor(private readonly models: Models) {}

  @Post('traced')
  @Trace(KEPT_BACK)
  traced(@Body() _question: Question): typeof answer {
    return answer;
  }

  @Post('above')
  above(@Body() question: Question): typeof answer {
    return this.models.traced(question);
  }

  @Post('omitted')
  @Trace({ omit: [0], captureOutput: () => false })
  omitted(@Body() _question: Question): typeof answer {
    return answer;
  }

  @Post('replaced')
  @Trace({ input: () => undefined, output: () => undefined })
  replaced(@Body() _question: Question): typeof answer {
    return answer;
  }

  @Generation(KEPT_BACK)
  @Post('generated')
  generated(@Body() _question: Question): typeof answer {
    return answer;
  }

  @Cached()
  @Generation(KEPT_BACK)
  @Post('cached/generated')
  cachedGenerated(@Body() _question: Question): typeof answer {
    return answer;
  }

  @Cached()
  @Post('cached/hidden')
  cachedHidden(@NoCapture() @Body() _question: Question): string {
    this.models.work();
    return 'done';
  }

  @Cached()
  @Post('cached/excluded')
  cachedExcluded(@Body() _customer: Customer): string {
    this.models.work();
    return 'done';
  }

  @Post('half/:id')
  @Span({ captureInput: false })
  half(@Param('id') _id: string, @Body() _question: Question): string {
    return 'shown';
  }

  @Post('other/half')
  @Span({ output: () => 'nothing' })
  otherHalf(@Body() _question: Question): typeof answer {
    return answer;
  }
}

describe.each(PLATFORMS)('what a request was asked and answered, on %s', (platform) => {
  let running: RunningApp;
  beforeAll(async () => {
    running = await startApp(platform, { controllers: [Desk, Closed], providers: [Models] });
  });
  beforeEach(() => running.recorder.clear());
  afterAll(() => running.app.close());

  async function post(path: string, body: object = { text: 'SECRET-IN' }): Promise<void> {
    const headers = { 'content-type': 'application/json' };
    await fetch(`${running.url}/${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    await ended(running.recorder);
  }

  it.each(['traced', 'above', 'omitted', 'replaced', 'generated', 'cached/generated', 'closed'])(
    'is kept back where its decorators say so: %s',
    async (path) => {
      await post(path);
      expect(running.recorder.traces).toMatchObject([{ input: `/${path}` }]);
      expect(running.recorder.traces[0]).not.toHaveProperty('output');
      expect(JSON.stringify(running.recorder.lines)).not.toContain('SECRET');
    },
  );

  it.each(['half/7', 'other/half'])('is kept back in part: %s', async (path) => {
    await post(path);
    const shown = { 'half/7': ['/half/7', 'shown'], 'other/half': ['{"text":"SECRET-IN"}', undefined] }[path];
    const [trace] = running.recorder.traces;
    expect([trace?.input, trace?.output]).toEqual(shown);
  });

  it('hides a parameter of a handler that another function stands for', async () => {
    await post('cached/hidden');
    expect(running.recorder.traces).toMatchObject([{ input: '/cached/hidden' }]);
  });

  it('excludes what the body’s class excludes there', async () => {
    await post('cached/excluded', { text: 'Hi', ssn: '123' });
    expect(running.recorder.traces).toMatchObject([{ input: '{"text":"Hi"}' }]);
  });
});
