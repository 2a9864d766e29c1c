import { Generation, Retrieval, Span, ToolCall, Trace } from '../../lib/index.js';
import { recordedLogger, type RecordedLogger } from './recorded-logger.js';

interface Question {
  text: string;
  user: string;
}

class Plain {
  @Trace({ sessionId: (question: Question) => question.user, tags: ({ user }: Question) => ({ user }) })
  ask(question: Question): Promise<string> {
    return Promise.resolve(`re: ${question.text}`);
  }

  @Span({ omit: [1], metadata: { kind: 'sum' } })
  add(a: number, _secret: string, b: number): number {
    return a + b;
  }

  @Generation({ model: 'm', cost: { input: 1, output: 2, total: 3 }, evaluators: ['bias'], variables: { input: 'x' } })
  say(text: string): string {
    return text.toUpperCase();
  }

  @Generation()
  nothing(_question: Question): void {
    // An LLM call whose answer is not handed on.
  }

  @Generation({ parse: (result: { said: string }) => completion(result.said), output: () => 'replaced' })
  odd(): { said: string } {
    return { said: 'odd' };
  }

  @Generation({ model: 'm', parse: () => 'read by hand' as never, cost: { input: 1, output: 2, total: 3 } })
  readAsText(): { said: string } {
    return { said: 'odd' };
  }

  @Generation({ captureInput: false, captureOutput: false })
  secret(_messages: { role: string; content: string }[]) {
    return completion('the secret answer');
  }

  @Generation({ model: 'm' })
  async changed([message]: [{ role: string; content: { type: string; text: string }[] }]): Promise<string> {
    await Promise.resolve();
    message.content.splice(0, 1, { type: 'text', text: 'changed' });
    return 'said';
  }

  @Generation()
  async *long(): AsyncGenerator<{ text: string }> {
    for (let index = 0; index < 6; index++) yield await Promise.resolve({ text: 'x'.repeat(1_000_000) });
  }

  @Retrieval()
  async *documents(_query: string): AsyncGenerator<{ page: number }> {
    yield { page: 1 };
    await Promise.resolve();
    yield { page: 2 };
  }

  @Retrieval()
  noDocuments(): void {
    throw new TypeError('index is down');
  }

  @ToolCall({ name: 'weather', id: 'call-1', description: 'Tells the weather' })
  weather(city: string, day: number): { degrees: number } {
    return { degrees: city.length + day };
  }

  @ToolCall()
  broken(): never {
    throw Object.assign(new RangeError('too far'), { code: 'E_FAR' });
  }

  @Span()
  outer(): never {
    return this.inner();
  }

  @Span()
  inner(): never {
    throw new Error('deep');
  }

  @Span({
    name: () => {
      throw new Error('no name');
    },
    tags: { still: 'tagged' },
  })
  namedBadly(): string {
    return 'fine';
  }

  @Span()
  static shared(): string {
    return 'static';
  }
}

const completion = (content: string) => ({
  id: 'c-1',
  object: 'chat.completion',
  created: 1,
  model: 'gpt-4o-2024',
  choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 },
});

describe('a decorated method', () => {
  let logged: RecordedLogger;
  const plain = new Plain();
  beforeAll(async () => {
    logged = await recordedLogger({ captureStack: false });
  });
  afterEach(() => logged.recorder.clear());
  afterAll(() => logged.close());
  const only = () => logged.recorder.traces[0];
  const child = () => only()?.children[0];

  it('logs messages as they were given, whatever the method makes of them', async () => {
    await plain.changed([{ role: 'user', content: [{ type: 'text', text: 'hi' }] }]);
    expect(logged.recorder.find({ type: 'generation' })).toMatchObject({
      messages: [{ role: 'user', content: [{ type: 'text', text: 'hi' }] }],
    });
  });

  it('is a trace with its argument, result, session and tags', async () => {
    await plain.ask({ text: 'hi', user: 'u-1' });
    expect(only()).toMatchObject({
      name: 'Plain.ask',
      input: '{"text":"hi","user":"u-1"}',
      output: 're: hi',
      sessionId: 'u-1',
      tags: { user: 'u-1' },
      status: 'ok',
    });
  });

  it('leaves out the arguments it is told to', () => {
    expect(plain.add(1, 'secret', 2)).toBe(3);
    expect(child()).toMatchObject({ type: 'span', metadata: { input: '[1,2]', output: '3', kind: 'sum' } });
    expect(JSON.stringify(logged.recorder.lines)).not.toContain('secret');
  });

  it('is a generation: a sole string is what the user said, a string what the model answered', () => {
    plain.say('hello');
    expect(only()).toMatchObject({ input: 'hello', output: 'HELLO' });
    expect(child()).toMatchObject({
      model: 'm',
      messages: [{ role: 'user', content: 'hello' }],
      cost: { total: 3 },
      result: { object: 'chat.completion', model: 'm', choices: [{ message: { content: 'HELLO' } }] },
      evaluations: [{ evaluators: ['bias'] }, { evaluators: ['bias'], variables: { input: 'x' } }],
    });
  });

  it('is a generation without messages, whose result is empty text', () => {
    plain.nothing({ text: 'q', user: 'u' });
    expect(child()).toMatchObject({
      messages: [],
      provider: 'unknown',
      metadata: { input: '{"text":"q","user":"u"}' },
      result: { choices: [{ message: { content: '' } }] },
    });
  });

  it('is read as its options say', () => {
    plain.odd();
    expect(child()).toMatchObject({
      model: 'gpt-4o-2024',
      usage: { total_tokens: 7 },
      result: { choices: [{ message: { content: 'replaced' } }] },
    });
  });

  it('whose parse gives a text is a completion of that text', () => {
    plain.readAsText();
    expect(child()).toMatchObject({
      result: { object: 'chat.completion', model: 'm', choices: [{ message: { content: 'read by hand' } }] },
      cost: { total: 3 },
    });
    expect(only()?.output).toBe('read by hand');
  });

  it('keeps model and usage where content is not captured', () => {
    plain.secret([{ role: 'user', content: 'the secret question' }]);
    expect(JSON.stringify(logged.recorder.lines)).not.toMatch(/secret (question|answer)/);
    expect(child()).toMatchObject({ messages: [], model: 'gpt-4o-2024', usage: { total_tokens: 7 } });
    expect(only()?.output).toBeUndefined();
  });

  it('is a retrieval: what a stream gives are its documents', async () => {
    const pages: number[] = [];
    for await (const { page } of plain.documents('q')) pages.push(page);
    expect(pages).toEqual([1, 2]);
    expect(child()).toMatchObject({ input: 'q', docs: ['{"page":1}', '{"page":2}'], status: 'ok' });
  });

  it('says so where a stream gave more than is kept', async () => {
    for await (const { text } of plain.long()) expect(text).toHaveLength(1_000_000);
    expect(child()).toMatchObject({ tags: { truncated: 'true' }, status: 'ok' });
  });

  it('whose stream is left early is cancelled, with what had arrived', async () => {
    for await (const _ of plain.documents('q')) break;
    expect(child()).toMatchObject({ docs: ['{"page":1}'], status: 'cancelled' });
    expect(only()).toMatchObject({ status: 'cancelled' });
  });

  it('is a retrieval whose error stands on its parent and names it', () => {
    expect(() => plain.noDocuments()).toThrow('index is down');
    expect(child()).toMatchObject({ status: 'error', errors: [{ message: 'index is down', type: 'TypeError' }] });
    const error = logged.recorder.lines.find(({ action }) => action === 'add-error');
    expect(error).toMatchObject({ entity: 'trace', data: { tags: { elementId: child()?.id } } });
  });

  it('is a tool call with its arguments and its result', () => {
    plain.weather('Rome', 2);
    expect(child()).toMatchObject({
      id: 'call-1',
      name: 'weather',
      description: 'Tells the weather',
      args: '["Rome",2]',
      result: '{"degrees":6}',
    });
  });

  it('is a tool call with its error', () => {
    expect(() => plain.broken()).toThrow(RangeError);
    expect(child()).toMatchObject({ error: { message: 'too far', code: 'E_FAR', type: 'RangeError' } });
  });

  it('has an error once, where it arose', () => {
    expect(() => plain.outer()).toThrow('deep');
    expect(logged.recorder.lines.filter(({ action }) => action === 'add-error')).toHaveLength(1);
    expect(child()).toMatchObject({ name: 'Plain.outer', children: [{ name: 'Plain.inner', status: 'error' }] });
  });

  it('runs, and is logged, where a hook of its own throws', () => {
    expect(plain.namedBadly()).toBe('fine');
    expect(child()).toMatchObject({ name: 'Plain.namedBadly', tags: { still: 'tagged' } });
  });

  it('may be static', () => {
    expect(Plain.shared()).toBe('static');
    expect(child()).toMatchObject({ name: 'Plain.shared' });
  });
});
