/** Whatever was thrown, in the protocol's words. */
export interface Failure {
  readonly message: string;
  readonly code?: string;
  /** The error's class. */
  readonly type?: string;
  readonly stack?: string;
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;

/** Reads whatever was thrown; total, also where reading it throws. */
export function failureOf(thrown: unknown, withStack: boolean): Failure {
  try {
    if (typeof thrown !== 'object' || thrown === null) return { message: String(thrown) };
    const { message, name, code, status, stack } = thrown as Partial<Record<string, unknown>>;
    const knownCode = textOf(code) ?? textOf(status);
    return {
      message: textOf(message) ?? Object.prototype.toString.call(thrown),
      ...(knownCode !== undefined && { code: knownCode }),
      ...(typeof name === 'string' && { type: name === 'Error' ? classOf(thrown) : name }),
      ...(withStack && typeof stack === 'string' && { stack }),
    };
  } catch {
    return { message: 'An error that cannot be read' };
  }
}

// Many libraries' errors have a class of their own and leave the name as it was.
const classOf = ({ constructor }: object): string => constructor.name || 'Error';
