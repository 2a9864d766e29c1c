import { type Arriving } from './arriving.js';

type AnyMethod = (...args: never[]) => unknown;

/** What an option may be, whatever the method's arguments and result: whether it fits is for the method to say. */
type Unbound<V> = V extends (...args: never[]) => infer T ? { of(...args: unknown[]): T }['of'] : V;

/** Options as a decorator takes them, before it is known on what method. */
export type UnboundOptions<Options> = { [K in keyof Options]: Unbound<Options[K]> };

/** The options that get the result before the arguments. */
type AfterCall = 'output' | 'cost' | 'parse';
/** An option that may be a function of its own. */
type OfOwn = 'expect';

/** The names of the options whose functions do not take a call's arguments. */
export type Misfits<O, Args extends readonly unknown[], Result, Parsed> = {
  [K in keyof O]-?: K extends OfOwn
    ? never
    : Extract<O[K], AnyMethod> extends infer F
      ? false extends (K extends AfterCall ? TakesResult<F, Args, Result, Parsed> : Takes<F, Args>)
        ? K
        : never
      : never;
}[keyof O];

type Takes<F, Args extends readonly unknown[]> = F extends (...args: Args) => unknown ? true : false;

type TakesResult<F, Args extends readonly unknown[], Result, Parsed> = F extends (
  result: unknown,
  ...args: Args
) => unknown
  ? true
  : F extends AnyMethod
    ? Result extends unknown
      ? TakesOneOf<F, Args, Arriving<Result, Parsed>>
      : never
    : never;

type TakesOneOf<F, Args extends readonly unknown[], Forms> = [Forms] extends [never]
  ? true
  : true extends (Forms extends [infer Form] ? Takes<F, [Form, ...Args]> : never)
    ? true
    : false;

/** Nothing to ask for where there are no names; else, as text of the compiler's message, what no argument has. */
export type Refusal<Reason extends string, Names> = [Names] extends [never] ? unknown : { [K in Reason]: Names };

/** The options `O` as they are to be, which are `Options`. */
export type Known<O, Options> = Refusal<'there are no such options', Exclude<keyof O, keyof Options>>;

/** A method as the options are to have it. */
type Fits<M extends AnyMethod, O, Parsed> = Refusal<
  'options that take other arguments, or another result, than the method has',
  Misfits<O, Parameters<M>, Awaited<ReturnType<M>>, Parsed>
>;

/** Where a method stands, as the standard dialect tells it. */
export type MethodPlace = Pick<ClassMethodDecoratorContext, 'kind' | 'name' | 'static'>;

/**
 * A decorator for methods, of both dialects, with options `O`.
 *
 * The method may have more arguments than its options look at.
 *
 * @typeParam Parsed what a parser makes of a stream that it knows
 */
export interface MethodDecoratorFor<O = object, Parsed = never> {
  <M extends AnyMethod>(method: M, context: MethodPlace & Fits<M, O, Parsed>): M | undefined;
  <M extends AnyMethod>(
    target: object,
    key: string | symbol,
    descriptor: TypedPropertyDescriptor<M> & Fits<M, O, Parsed>,
  ): undefined;
}
