import { Generation, type GenerationResult, Span, Trace } from '../../lib/index.js';
import { type RecordedLogger, recordedLogger } from './recorded-logger.js';

class Question {
  readonly text = 'why?';

  @Span()
  toJSON(): { text: string } {
    return { text: this.text };
  }

  @Span()
  title(): string {
    return this.text.toUpperCase();
  }
}

class Lazy {
  readonly question = new Question();

  get title(): string {
    return this.question.title();
  }
}
Object.defineProperty(Lazy.prototype, 'title', { enumerable: true });

@Trace()
class Plan {
  toJSON(): string {
    return 'plan';
  }
}

const chunk = (content: string) => ({
  id: 'c',
  object: 'chat.completion.chunk',
  created: 1,
  model: 'm',
  choices: [{ index: 0, delta: { content }, finish_reason: null }],
});
type Chunk = ReturnType<typeof chunk>;

class Desk {
  @Span()
  take(_asked: unknown): number {
    return 1;
  }

  @Span()
  give(asked: unknown): unknown {
    return asked;
  }

  @Generation({ model: 'm', input: (question: Question) => question.text })
  async ask(question: Question): Promise<Question> {
    return Promise.resolve(question);
  }

  @Span({ name: (question: Question) => question.title() })
  named(_question: Question): number {
    return 1;
  }

  @Generation({
    output: ({ id }: GenerationResult) => `answer ${id}`,
    cost: (result: GenerationResult) => ({ input: 0, output: 0, total: result.id.length }),
  })
  async *stream(): AsyncGenerator<Chunk> {
    yield* [chunk('a'), chunk('b')];
    await Promise.resolve();
  }
}

describe("the app's code that runs for the log's sake", () => {
  let logged: RecordedLogger;
  beforeEach(async () => {
    logged = await recordedLogger();
  });
  afterEach(() => logged.close());
  const tree = () => {
    expect(logged.recorder.openEntities()).toEqual([]);
    return logged.recorder.traces.map(({ name, children }) => [name, children.map((child) => child.name)]);
  };

  it('is no work of its own, where an argument or a result says what is shown of it', async () => {
    const [desk, question] = [new Desk(), new Question()];
    expect(desk.take(question)).toBe(1);
    expect(tree()).toEqual([['Desk.take', ['Desk.take']]]);
    expect(logged.recorder.traces).toMatchObject([{ input: '{"text":"why?"}', output: '1', status: 'ok' }]);
    logged.recorder.clear();
    desk.give({ questions: [question] });
    expect(tree()).toEqual([['Desk.give', ['Desk.give']]]);
    logged.recorder.clear();
    expect(await desk.ask(question)).toBe(question);
    expect(tree()).toEqual([['Desk.ask', ['Desk.ask']]]);
  });

  it('is none in a getter, nor in a class that is traced', () => {
    new Desk().take({ lazy: new Lazy() });
    new Desk().take(new Plan());
    expect(tree()).toEqual([
      ['Desk.take', ['Desk.take']],
      ['Desk.take', ['Desk.take']],
    ]);
  });

  it('is work where the app asks for it', () => {
    expect(JSON.stringify(new Question())).toBe('{"text":"why?"}');
    expect(tree()).toEqual([['Question.toJSON', ['Question.toJSON']]]);
  });

  it('may log by hand, and the element is whole', () => {
    const byHand = { toJSON: () => logged.maxim.span({ name: 'by hand' }).end() };
    logged.maxim.withTrace({ name: 'around' }, () => new Desk().take(byHand));
    expect(logged.recorder.find({ name: 'Desk.take' })).toMatchObject({ status: 'ok', metadata: { output: '1' } });
    expect(logged.recorder.openEntities()).toEqual([]);
  });

  it('in an option may call what is recorded', () => {
    new Desk().named(new Question());
    expect(logged.recorder.find({ name: 'WHY?', type: 'span' })).toMatchObject({ status: 'ok' });
    expect(logged.recorder.openEntities()).toEqual([]);
  });

  it('gets what a parser makes of a stream that it knows', async () => {
    for await (const _ of new Desk().stream());
    expect(logged.recorder.find({ type: 'generation' })).toMatchObject({
      result: { cost: { total: 1 }, choices: [{ message: { content: 'answer c' } }] },
    });
  });
});
