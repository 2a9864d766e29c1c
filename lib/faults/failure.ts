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

/** Reads whatever was thrown; total, also where reading it throws. */
export function failureOf(thrown: unknown, withStack: boolean): Failure {
  try {
    // A class that was thrown without `new` would say all its code.
    if (typeof thrown === 'function') return { message: `[Function ${thrown.name}]` };
    if (!isFault(thrown)) return { message: String(thrown) };
    const { name, stack } = thrown;
    const code = ownCode(thrown) ?? causesCode(thrown);
    const status = answeredStatus(thrown);
    return {
      message: messageOf(thrown),
      ...(code !== undefined && { code }),
      ...(typeof name === 'string' && { type: name === 'Error' ? classOf(thrown) : name }),
      ...(withStack && typeof stack === 'string' && { stack }),
      ...(status !== undefined && { status }),
    };
  } catch {
    return { message: 'An error that cannot be read' };
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

// Many libraries' errors have a class of their own and leave the name as it was.
const classOf = ({ constructor }: object): string => constructor.name || 'Error';
