/** Read by the compiler only, in both dialects of decorators: each line that must not compile says so. */
import { Generation, Keep, NoTrace, Retrieval, Span, ToolCall, Trace } from '../../lib/index.js';

interface Question {
  text: string;
  user: string;
}

export class Fits {
  @Trace({ sessionId: (question: Question) => question.user })
  ask(question: Question, _extra = 1): string {
    return question.text;
  }

  @Span({ name: (a: number, b: string) => `${a} ${b}`, output: (sum: number, a: number) => sum + a })
  add(a: number, b: string, _c: boolean): number {
    return a + b.length;
  }

  @Generation({ cost: (said: string) => ({ input: 1, output: said.length, total: 2 }), omit: [0] })
  say(_text: string): Promise<string> {
    return Promise.resolve('');
  }

  @Retrieval({ output: (documents: string[]) => documents.length })
  async find(): Promise<string[]> {
    return Promise.resolve([]);
  }

  @ToolCall('tool')
  @Keep()
  static tool<T extends string>(name: T): T {
    return name;
  }

  @NoTrace()
  @Span()
  *pieces(): Generator<number, string> {
    yield 1;
    return '';
  }
}

@Trace({ name: 'traced', tags: { kind: 'class' } })
export class Traced {
  constructor(readonly name: string) {}
}

@Trace()
export abstract class Abstract {
  abstract run(): void;
}

export class DoesNotFit {
  // @ts-expect-error it takes a question, the method gets a string
  @Trace({ sessionId: (question: Question) => question.user })
  trace(question: string): string {
    return question;
  }

  // @ts-expect-error the second argument is no number
  @Span({ name: (a: string, b: number) => a + String(b) })
  span(a: string, b: string): string {
    return a + b;
  }

  // @ts-expect-error the method has one argument
  @Retrieval({ tags: (a: string, b: string) => ({ a, b }) })
  retrieval(a: string): string {
    return a;
  }

  // @ts-expect-error the method gives a string, awaited
  @Generation({ cost: (result: Question) => ({ input: 0, output: 0, total: result.text.length }) })
  generation(): Promise<string> {
    return Promise.resolve('');
  }

  // @ts-expect-error the method gives a number
  @ToolCall({ output: (result: string) => result })
  toolCall(): number {
    return 1;
  }

  // @ts-expect-error no such option
  @Span({ nmae: 'span' })
  unknownOption(): void {
    // Its decorator is what matters.
  }

  // @ts-expect-error a session is named by a string
  @Trace({ sessionId: () => 5 })
  wrongAnswer(): void {
    // Its decorator is what matters.
  }

  // @ts-expect-error an answer is held against a schema or a class
  @Generation({ expect: { type: 'object' } })
  wrongSchema(): void {
    // Its decorator is what matters.
  }

  // @ts-expect-error a getter is no method
  @Span()
  get accessor(): string {
    return '';
  }

  // @ts-expect-error a field is no method
  @Span()
  field = '';
}

// @ts-expect-error only @Trace() is for classes
@Span()
export class NoSpan {}

// @ts-expect-error the methods of a class have no arguments in common
@Trace({ sessionId: (question: Question) => question.user })
export class NoArguments {}

// @ts-expect-error nor results
@Trace({ output: (result: Question) => result.text })
export class NoResult {}
