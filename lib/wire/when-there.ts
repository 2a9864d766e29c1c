/** Goes on with a value: at once where it is there, for each promise costs its time, else when it is. */
export const whenThere = <T, R>(value: T | Promise<T>, then: (value: T) => R | Promise<R>): R | Promise<R> =>
  value instanceof Promise ? value.then(then) : then(value);
