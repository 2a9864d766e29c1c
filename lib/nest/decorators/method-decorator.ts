type AnyMethod = (...args: never[]) => unknown;

/** What a method gives, a promise's value rather than the promise. */
type Given<M extends AnyMethod> = Awaited<ReturnType<M>>;

/** The method itself where the options' functions take its arguments and its result; else a type it does not have. */
type Fits<M extends AnyMethod, A extends readonly unknown[], R> =
  Parameters<M> extends [...A, ...unknown[]]
    ? Given<M> extends R
      ? unknown
      : { 'the options take another result than the method gives': R }
    : { 'the options take other arguments than the method': A };

/**
 * A decorator for methods, of both dialects, whose options take arguments `A` and result `R`.
 *
 * The method may have more arguments than its options look at.
 */
export interface MethodDecoratorFor<A extends readonly unknown[], R> {
  <M extends AnyMethod>(method: M & Fits<M, A, R>, context: ClassMethodDecoratorContext): M | undefined;
  <M extends AnyMethod>(
    target: object,
    key: string | symbol,
    descriptor: TypedPropertyDescriptor<M> & Fits<M, A, R>,
  ): undefined;
}
