/** Read by the compiler only, in both dialects of decorators: each line that must not compile says so. */
import type Anthropic from '@anthropic-ai/sdk';
import { StreamableFile } from '@nestjs/common';
import { type streamText } from 'ai';
import { type Readable } from 'node:stream';
import type OpenAI from 'openai';
import { type Observable, of } from 'rxjs';
import {
  type Cost,
  Generation,
  type GenerationResult,
  Keep,
  NoTrace,
  Retrieval,
  Span,
  type SpanOptions,
  ToolCall,
  type ToolCallOptions,
  Trace,
} from '../../lib/index.js';

interface Question {
  text: string;
  user: string;
}

interface Answer {
  said: string;
  cost: Cost;
}

const answer: Answer = { said: '', cost: { input: 1, output: 1, total: 2 } };
declare const clients: { openai: OpenAI; anthropic: Anthropic };
const byQuestion: ToolCallOptions<[Question]> = { args: ({ text }) => text };
const byText: SpanOptions<[Question]> = { name: ({ text }) => text };

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

/** Functions that look at more or less of the arguments than others. */
export class DifferInArity {
  @Span({ name: () => 'none', tags: ({ text }: Question) => ({ text }) })
  none({ text }: Question): string {
    return text;
  }

  @Trace({ sessionId: ({ user }: Question) => user, tags: ({ text }: Question, n: number) => ({ text, n: `${n}` }) })
  rising({ text }: Question, _n: number): string {
    return text;
  }

  @Trace({ tags: ({ text }: Question, n: number) => ({ text, n: `${n}` }), sessionId: ({ user }: Question) => user })
  falling({ text }: Question, _n: number): string {
    return text;
  }

  @Generation({ model: () => 'm', cost: ({ cost }: Answer, _question: Question) => cost })
  model(_question: Question): Promise<Answer> {
    return Promise.resolve(answer);
  }

  @Span({ name: (question: Question | undefined) => question?.text ?? '' })
  optional(question?: Question): string {
    return question?.text ?? '';
  }

  @Span({ name: (...all: string[]) => all.join() })
  rest(first: string, second: string): string {
    return first + second;
  }

  @Span({ name: ({ text }: Question, suffix = '') => text + suffix, output: (said: string) => said })
  defaulted({ text }: Question): string {
    return text;
  }

  @Generation({ model: ({ text }: Question) => text })
  generic<T extends Question>(question: T): T {
    return question;
  }

  @Span({ name: ({ text }: Question) => text })
  withThis(this: DifferInArity, question: Question): string {
    return this.none(question);
  }

  @Span(byText)
  byOptions({ text }: Question): string {
    return text;
  }
}

/** Functions without annotations see what is in all methods. */
export class NotAnnotated {
  @Span({ name: (question) => String(question), input: (...all) => all.length })
  arguments({ text }: Question): string {
    return text;
  }

  @Span({ output: (result, question) => [result, question] })
  result({ text }: Question): string {
    return text;
  }

  @ToolCall({ args: (question) => [question] })
  tool({ text }: Question): string {
    return text;
  }
}

/** A tool's arguments may be any value, or a function of the method's. */
export class ToolArguments {
  @ToolCall({ args: { fixed: 1 } })
  fixed(): void {
    // Its decorator is what matters.
  }

  @ToolCall({ args: ['a'], description: 'tool' })
  list(): void {
    // Its decorator is what matters.
  }

  @ToolCall(byQuestion)
  byOptions({ text }: Question): string {
    return text;
  }
}

export class OfAnyType<T, U extends Question> {
  @Span({ name: () => 'name', output: (result: unknown) => result })
  async later(value: T): Promise<T> {
    return Promise.resolve(value);
  }

  @Retrieval({ output: (found: unknown[]) => found.length, tags: ({ text }: Question) => ({ text }) })
  async find(_question: Question, value: U): Promise<U[]> {
    return Promise.resolve([value]);
  }

  @Span({ output: (result: unknown) => result })
  self(): this {
    return this;
  }
}

/** What a result arrives as. */
export class Arrives {
  @Span({ output: (pieces: Answer[]) => pieces.length })
  async *pieces(): AsyncGenerator<Answer> {
    yield Promise.resolve(answer);
  }

  @Span({ output: (text: string) => text.length })
  async *text(): AsyncGenerator<string, void> {
    yield Promise.resolve('');
  }

  @Span({ output: (text: string) => text.length })
  bytes(): ReadableStream<Uint8Array> {
    return new ReadableStream();
  }

  @Span({ output: (pieces: Answer[]) => pieces.length })
  web(): ReadableStream<Answer> {
    return new ReadableStream();
  }

  @Span({ output: (last: number) => last })
  *returned(): Generator<string, number> {
    yield '';
    return 1;
  }

  @Span({ output: (numbers: number[]) => numbers })
  *numbers(): IterableIterator<number> {
    yield 1;
  }

  @Span({ output: (entries: IterableIterator<number>) => typeof entries })
  values(): IterableIterator<number> {
    return [1].values();
  }

  @Generation({ cost: ({ cost }: Answer) => cost })
  one(): Observable<Answer> {
    return of(answer);
  }

  @Generation({ cost: ([first]: Answer[]) => first?.cost })
  some(): Promise<Observable<Answer>> {
    return Promise.resolve(of(answer, answer));
  }

  @Span({ output: (text: string) => text })
  node(stream: Readable): Readable {
    return stream;
  }

  @Span({ output: (pieces: Answer[]) => pieces })
  objects(stream: Readable): Readable {
    return stream;
  }

  @Span({ output: (text: string) => text })
  response(): Promise<Response> {
    return fetch('');
  }

  @Span({ output: (text: string) => text })
  file(): StreamableFile {
    return new StreamableFile(Buffer.alloc(0));
  }

  @Generation({ cost: (result: GenerationResult) => (result.usage ? undefined : answer.cost) })
  chat() {
    return clients.openai.chat.completions.create({ model: 'm', messages: [], stream: true });
  }

  @Span({ output: (chunks: OpenAI.ChatCompletionChunk[]) => chunks.length })
  async chunks() {
    return clients.openai.chat.completions.create({ model: 'm', messages: [], stream: true });
  }

  @Span({ output: ({ choices }: OpenAI.ChatCompletion) => choices })
  completion() {
    return clients.openai.chat.completions.create({ model: 'm', messages: [] });
  }

  @Span({ output: ({ choices }: OpenAI.ChatCompletion) => choices })
  chatHelper() {
    return clients.openai.chat.completions.stream({ model: 'm', messages: [] });
  }

  @Span({ output: ({ content }: Anthropic.Message) => content })
  messageHelper() {
    return clients.anthropic.messages.stream({ model: 'm', messages: [], max_tokens: 1 });
  }

  @Span({ output: ({ output_text }: OpenAI.Responses.Response) => output_text })
  responseHelper() {
    return clients.openai.responses.stream({ model: 'm', input: '' });
  }

  @Span({ output: ({ text }: { text?: string }) => text })
  aiSdk(result: ReturnType<typeof streamText>): ReturnType<typeof streamText> {
    return result;
  }

  @Span({ output: (result: string) => result })
  never(): Promise<never> {
    throw new Error();
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

@Trace()
export class Single {
  private constructor() {
    // Nobody else is to make one.
  }

  static make(): Single {
    return new Single();
  }
}

@Trace({ name: () => 'name', output: (result) => result })
export abstract class ForSubclasses {
  protected constructor(readonly name: string) {}
}

export class DoesNotFit {
  // @ts-expect-error the argument may be missing
  @Span({ name: ({ text }: Question) => text })
  optional(question?: Question): string {
    return question?.text ?? '';
  }

  // @ts-expect-error the method has no argument
  @Span({ name: ({ text }: Question) => text, captureInput: () => true })
  noArgument(): string {
    return '';
  }

  // @ts-expect-error one of two functions fits
  @Trace({ sessionId: ({ user }: Question) => user, tags: (question: string) => ({ question }) })
  oneOfTwo({ text }: Question): string {
    return text;
  }

  // @ts-expect-error what is watched is not what arrives
  @Span({ output: (generator: AsyncGenerator<Answer>) => generator.next() })
  async *generator(): AsyncGenerator<Answer> {
    yield Promise.resolve(answer);
  }

  // @ts-expect-error all pieces arrive together
  @Span({ output: ({ said }: Answer) => said })
  async *pieces(): AsyncGenerator<Answer> {
    yield Promise.resolve(answer);
  }

  // @ts-expect-error the values are answers
  @Generation({ cost: (result: Question) => (result.text ? undefined : answer.cost) })
  observable(): Observable<Answer> {
    return of(answer);
  }

  // @ts-expect-error there may be none
  @Span({ output: (result: string) => result })
  maybe(): Promise<string | undefined> {
    return Promise.resolve('');
  }

  // @ts-expect-error only a generation's stream is read by a parser
  @Span({ output: (result: GenerationResult) => result.usage })
  chat() {
    return clients.openai.chat.completions.create({ model: 'm', messages: [], stream: true });
  }

  // @ts-expect-error the options' functions take a question
  @Span(byText)
  byOptions(text: string): string {
    return text;
  }

  // @ts-expect-error no such option beside one that there is
  @Span({ nmae: 'span', name: 'span' })
  unknownBesideKnown(): void {
    // Its decorator is what matters.
  }

  // @ts-expect-error an option of another decorator
  @Trace({ name: 'trace', model: 'm' })
  ofAnother(): void {
    // Its decorator is what matters.
  }

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
