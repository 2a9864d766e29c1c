import { type ExecutionContext } from '@nestjs/common';
import { type Reporter } from '../../../faults/reporter.js';
import { type SessionReference } from '../../../options/options.js';
import { type ResolvedRequests } from '../../../options/resolve.js';
import { mendId } from '../../../protocol/ids.js';

type Hooks = ResolvedRequests<ExecutionContext>['hooks'];

/** What the app's own functions say of a request. */
export interface RequestFacts {
  readonly name: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
  /** Always with an id that the protocol takes: it may come from a client. */
  readonly session: Exclude<SessionReference, string> | undefined;
}

/**
 * Asks the hooks of the options. One that throws, gives a promise or something of no use is reported once, and its
 * answer left out: a request never fails for want of a trace's name.
 */
export function requestFacts(hooks: Hooks, context: ExecutionContext, reporter: Reporter): RequestFacts {
  const ask = <T>(name: keyof Hooks, read: (answer: unknown) => T | undefined): T | undefined => {
    const hook = hooks[name];
    if (!hook) return undefined;
    try {
      const answer: unknown = hook(context);
      if (answer === undefined || answer === null || answer === '') return undefined;
      if (isPromise(answer)) ignore(answer);
      const known = isPromise(answer) ? undefined : read(answer);
      if (known !== undefined) return known;
      reporter.report('warn', `hook ${name}`, `The option "${name}" gave what it may not: ${EXPECTED[name]}`);
    } catch (error) {
      reporter.report('warn', `hook ${name}`, `The option "${name}" threw; traces go without it.`, error);
    }
    return undefined;
  };
  const user = ask('user', textOf);
  return {
    name: ask('traceName', textOf),
    tags: { ...ask('traceTags', tagsOf), ...(user !== undefined && { user }) },
    session: ask('session', sessionOf),
  };
}

const EXPECTED: Record<keyof Hooks, string> = {
  traceName: 'give a string, at once.',
  user: 'give a string, at once.',
  traceTags: 'give an object of strings, at once.',
  session: 'give an id or { id, name, tags }, at once.',
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isPromise = (value: unknown): value is PromiseLike<unknown> =>
  isObject(value) && 'then' in value && typeof value['then'] === 'function';

/** A promise comes too late; that it fails must not end the process. */
function ignore(promise: PromiseLike<unknown>): void {
  promise.then(undefined, () => undefined);
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;

const tagsOf = (value: unknown): Record<string, string> | undefined => {
  if (!isObject(value)) return undefined;
  const texts = Object.entries(value).map(([key, item]) => [key, textOf(item)] as const);
  return Object.fromEntries(texts.filter((pair): pair is [string, string] => pair[1] !== undefined));
};

function sessionOf(value: unknown): RequestFacts['session'] {
  const given = isObject(value) ? value : { id: value };
  const id = textOf(given['id']);
  if (id === undefined || id === '') return undefined;
  const name = textOf(given['name']);
  const tags = tagsOf(given['tags']);
  return { id: mendId(id), ...(name !== undefined && { name }), ...(tags && { tags }) };
}
