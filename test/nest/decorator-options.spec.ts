import { z } from 'zod';
import { MaximFault } from '../../lib/faults/fault.js';
import {
  Generation,
  Keep,
  MaximModule,
  NoCapture,
  NoTrace,
  Retrieval,
  Span,
  ToolCall,
  Trace,
} from '../../lib/index.js';
import { recordedLogger } from '../logger/recorded-logger.js';

/** As a build without type checks calls it. */
type Untyped = (...given: unknown[]) => MethodDecorator & ClassDecorator;
const [span, trace, generation, retrieval, toolCall] = [Span, Trace, Generation, Retrieval, ToolCall] as unknown as [
  Untyped,
  Untyped,
  Untyped,
  Untyped,
  Untyped,
];

const faultOf = (run: () => unknown): unknown => {
  try {
    run();
  } catch (error) {
    return error instanceof MaximFault ? [error.code, error.message] : error;
  }
  return undefined;
};

describe('options of a decorator that are wrong are refused where the class is defined', () => {
  it.each([
    [span, { captureInpt: false }, '@Span: there is no option "captureInpt". Did you mean "captureInput"?'],
    [span, { captureInput: 'no' }, '@Span: captureInput is "no". Give true or false, or a function'],
    [span, { omit: ['secret'] }, '@Span: omit is a list. Give a list of indexes of arguments'],
    [span, { omit: [1.5] }, '@Span: omit is a list. Give a list of indexes of arguments'],
    [span, { omit: 1 }, '@Span: omit is 1. Give a list of indexes of arguments'],
    [span, { omitFrom: 1 }, '@Span: there is no option "omitFrom".'],
    [span, { foo: 1 }, '@Span: there is no option "foo". The options are name, id, tags'],
    [span, { name: 5 }, '@Span: name is 5. Give a string, or a function'],
    [span, { tags: 'x' }, '@Span: tags is "x". Give an object, or a function'],
    [span, { input: 'x' }, '@Span: input is "x". Give a function'],
    [trace, { root: 'yes' }, '@Trace: root is "yes". Give true or false'],
    [trace, { sesionId: 'x' }, 'Did you mean "sessionId"?'],
    [generation, { cost: 5 }, '@Generation: cost is 5. Give an object, or a function'],
    [generation, { provider: 5 }, '@Generation: provider is 5. Give a string, or a function'],
    [generation, { messages: 'hi' }, '@Generation: messages is "hi". Give a list, or a function'],
    [generation, { expect: {} }, '@Generation: expect is an object. Give a Standard Schema'],
    [retrieval, { query: 'x' }, '@Retrieval: there is no option "query".'],
    [toolCall, { description: 1 }, '@ToolCall: description is 1. Give a string, or a function'],
  ])('%p %j', (decorator, options, said) => {
    expect(faultOf(() => decorator(options))).toEqual(['invalid-option', expect.stringContaining(said)]);
  });

  it.each([null, 5, true, []])('as are others than a name and options: %j', (given) => {
    expect(faultOf(() => span(given))).toEqual(['wrong-use', expect.stringContaining('Write @Span()')]);
  });

  it.each([
    ['Keep', Keep],
    ['NoTrace', NoTrace],
    ['NoCapture', NoCapture],
  ])('as is one that takes nothing without its parentheses: @%s', (name, decorator) => {
    const untyped = decorator as unknown as Untyped;
    expect(faultOf(() => untyped({}, 'run', 0))).toEqual(['wrong-use', expect.stringContaining(`Write @${name}().`)]);
  });

  it('as is @NoTrace() on anything but a method', () => {
    const untyped = NoTrace() as unknown as Untyped;
    const getter = { configurable: true, get: () => 1 };
    for (const place of [[class {}], [{}, 'field'], [{}, 'value', getter], [undefined, { kind: 'field', name: 'f' }]]) {
      expect(faultOf(() => untyped(...place))).toEqual(['wrong-use', expect.any(String)]);
    }
  });

  it('as is @NoCapture() on anything but a parameter', () => {
    const untyped = NoCapture() as unknown as Untyped;
    const method = (): undefined => undefined;
    const descriptor = { configurable: true, value: method };
    for (const place of [
      [{}, 'run', descriptor],
      [{}, 'field'],
      [class {}],
      [method, { kind: 'method', name: 'run' }],
    ]) {
      expect(faultOf(() => untyped(...place))).toEqual(['wrong-use', expect.stringContaining('is on no parameter')]);
    }
  });

  it('and right ones pass', () => {
    const schema = z.object({ city: z.string() });
    class Dto {}
    expect(() => {
      span();
      span('name');
      span({ name: undefined, captureInput: () => true, omit: [0, 2], tags: { a: 'b' }, logger: 'billing' });
      trace({ sessionId: () => undefined, root: true });
      generation({ expect: schema, cost: () => undefined, messages: [], modelParameters: {}, parse: () => undefined });
      generation({ expect: Dto, cost: { input: 1, output: 1, total: 2 }, evaluators: ['bias'], variables: {} });
      toolCall({ args: [1], description: () => 'finds' });
    }).not.toThrow();
  });
});

it.each(['withTrace', 'withSpan', 'withGeneration', 'withRetrieval', 'withToolCall'] as const)(
  '%s says what it lacks where it is given no function',
  async (method) => {
    const { maxim, close } = await recordedLogger();
    const untyped = maxim[method].bind(maxim) as unknown as (...given: unknown[]) => unknown;
    for (const given of [[() => 1], [{ name: 'x' }], []]) {
      expect(faultOf(() => untyped(...given))).toEqual(['wrong-use', expect.stringContaining(`Write ${method}({`)]);
    }
    await close();
  },
);

describe('what a module is given that is no options', () => {
  const { forRoot, forRootAsync, forFeature } = MaximModule as unknown as Record<string, (given?: unknown) => unknown>;
  const call = (method: typeof forRoot, given: unknown): unknown =>
    faultOf(() => method && Reflect.apply(method, MaximModule, [given]));

  it.each([
    ['forRoot', forRoot, null, 'what it was given is null. Give an object with options'],
    ['forRoot', forRoot, 'a-key', 'what it was given is a string. Give an object with options'],
    ['forRoot', forRoot, 5, 'what it was given is a number.'],
    ['forRoot', forRoot, [], 'what it was given is a list.'],
    ['forRootAsync', forRootAsync, undefined, 'what it was given is undefined.'],
    ['forRootAsync', forRootAsync, { useFactory: {} }, 'useFactory is an object. Give a function'],
    ['forRootAsync', forRootAsync, { useFactory: () => ({}), foo: 1 }, 'there is no option "foo".'],
    ['forRootAsync', forRootAsync, { useClass: 'x' }, 'useClass is "x". Give a class'],
    ['forRootAsync', forRootAsync, { useExisting: null }, 'useExisting is null. Give a provider'],
    ['forFeature', forFeature, undefined, 'forFeature is undefined. Give an object with name and repositoryId'],
  ])('%s is told %j', (_, method, given, said) => {
    expect(call(method, given)).toEqual(['invalid-option', expect.stringContaining(said)]);
  });
});
