const { setImmediate } = globalThis;

/** Runs a function when the app has gone on, also where a test of the app has put other timers in their place since. */
export const soon = (fn: () => void): void => void setImmediate(fn);
