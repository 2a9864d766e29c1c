/** Whatever was thrown, in the protocol's words. */
export interface Failure {
  readonly message: string;
  readonly code?: string;
  /** The error's class. */
  readonly type?: string;
  readonly stack?: string;
  /** The HTTP status that it is answered with, where it is an exception of Nest. */
  readonly status?: number;
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;

/** Reads whatever was thrown; total, also where reading it throws. */
export function failureOf(thrown: unknown, withStack: boolean): Failure {
  try {
    if (typeof thrown !== 'object' || thrown === null) return { message: String(thrown) };
    const { message, name, code, status, stack, getStatus } = thrown as Partial<Record<string, unknown>>;
    const knownCode = textOf(code) ?? textOf(status);
    const answered: unknown = typeof getStatus === 'function' ? Reflect.apply(getStatus, thrown, []) : undefined;
    return {
      message: textOf(message) ?? Object.prototype.toString.call(thrown),
      ...(knownCode !== undefined && { code: knownCode }),
      ...(typeof name === 'string' && { type: name === 'Error' ? classOf(thrown) : name }),
      ...(withStack && typeof stack === 'string' && { stack }),
      ...(typeof answered === 'number' && { status: answered }),
    };
  } catch {
    return { message: 'An error that cannot be read' };
  }
}

// Many libraries' errors have a class of their own and leave the name as it was.
const classOf = ({ constructor }: object): string => constructor.name || 'Error';
