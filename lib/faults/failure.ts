import { answeredStatus } from './answered-status.js';
import { type Fault, isFault, messageOf, MOST_CAUSES, responseOf, wordOf } from './failure-message.js';

/** Whatever was thrown, in the protocol's words. */
export interface Failure {
  /** What it says, and what its causes say. */
  readonly message: string;
  /** Its own, else the status that it is answered with, else that of its nearest cause that has one. */
  readonly code?: string;
  /** The error's class. */
  readonly type?: string;
  readonly stack?: string;
  /** The HTTP status that Nest answers it with, where it is meant as an answer. */
  readonly status?: number;
}

/** Reads whatever was thrown; total: what throws while it is read is left out. */
export function failureOf(thrown: unknown, withStack: boolean): Failure {
  // A class that was thrown without `new` would say all its code.
  if (typeof thrown === 'function') return { message: `[Function ${String(read(() => thrown.name))}]` };
  if (!isFault(thrown)) return { message: String(thrown) };
  const code = read(() => ownCode(thrown) ?? causesCode(thrown));
  const type = read(() => typeOf(thrown));
  const stack = withStack ? read(() => thrown['stack']) : undefined;
  const status = read(() => answeredStatus(thrown));
  return {
    message: read(() => messageOf(thrown)) ?? 'An error that cannot be read',
    ...(code !== undefined && { code }),
    ...(type !== undefined && { type }),
    ...(typeof stack === 'string' && { stack }),
    ...(status !== undefined && { status }),
  };
}

function read<T>(part: () => T): T | undefined {
  try {
    return part();
  } catch {
    return undefined; // One part that is a getter of the app's does not hide the others.
  }
}

function ownCode(thrown: Fault): string | undefined {
  const { code, status } = thrown;
  return wordOf(code) ?? wordOf(responseOf(thrown)?.['code']) ?? wordOf(status);
}

/** An AggregateError's errors are alike: the first stands for all. */
function causesCode({ cause, errors }: Fault, depth = MOST_CAUSES): string | undefined {
  const below = cause ?? (Array.isArray(errors) ? (errors as unknown[])[0] : undefined);
  if (!isFault(below) || depth === 0) return undefined;
  return wordOf(below['code']) ?? causesCode(below, depth - 1);
}

const typeOf = (thrown: Fault): string | undefined => {
  const { name } = thrown;
  if (typeof name !== 'string') return undefined;
  return name === 'Error' ? classOf(thrown) : name;
};

// Many libraries' errors have a class of their own and leave the name as it was.
const classOf = ({ constructor }: object): string => constructor.name || 'Error';
