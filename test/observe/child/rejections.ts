import { AsyncLocalStorage } from 'node:async_hooks';
import { observe } from '../../../lib/observe/observe.js';

/** Prints what `unhandledRejection` and `uncaughtException` say of a value that fails while nobody listens. */
class OwnPromise<T> extends Promise<T> {
  readonly own = true;
}

/** As ky makes them: the answer's body is asked for at the promise of the answer. */
function withJson() {
  const answer = Promise.reject<{ body: string }>(new Error('nobody cares'));
  return Object.assign(answer, { json: async () => (await answer).body, cancel: () => 'too late' });
}

const made: Record<string, () => unknown> = {
  promise: () => Promise.reject(new Error('nobody cares')),
  async: async () => {
    await Promise.resolve();
    throw new Error('nobody cares');
  },
  subclass: () => OwnPromise.reject(new Error('nobody cares')),
  'subclass, handled': () => {
    const rejected = OwnPromise.reject<never>(new Error('nobody cares'));
    rejected.catch(() => undefined);
    return rejected;
  },
  'subclass, awaited': () => OwnPromise.reject(new Error('nobody cares')),
  'own method': () => withJson(),
  'own method, called': () => withJson(),
  next: () =>
    (async function* () {
      if (events.length === 0) throw new Error('nobody cares');
      yield 1;
    })(),
};

const events: string[] = [];
for (const event of ['unhandledRejection', 'uncaughtException', 'rejectionHandled'] as const) {
  process.on(event, (...args: unknown[]) => {
    const [reason] = args;
    events.push(`${event}: ${reason instanceof Error ? reason.message : ''}`);
  });
}

const [kind = '', watched] = process.argv.slice(2);
const storage = new AsyncLocalStorage<number>();
const told: string[] = [];
const listener = {
  ok: () => void told.push('ok'),
  error: () => void told.push('error'),
  cancelled: () => void told.push('cancelled'),
};
const value = made[kind]?.();
const given = watched ? observe(value, listener, (fn) => storage.run(1, fn)) : value;
if (kind === 'next') void (given as AsyncGenerator).next();
if (kind === 'subclass, awaited') void (async () => await given)();
if (kind === 'own method') (given as ReturnType<typeof withJson>).cancel();
if (kind === 'own method, called') (given as ReturnType<typeof withJson>).json().catch(() => undefined);
setTimeout(() => process.stdout.write(JSON.stringify({ events, told })), 20);
