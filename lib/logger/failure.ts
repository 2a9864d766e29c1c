/** An error as the protocol words it. */
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

/** Which errors were recorded: each belongs to the element where it arose, not to every one it passes. */
export class RecordedErrors {
  private readonly objects = new WeakSet<object>();
  private readonly lastPrimitive = new WeakMap<object, unknown>();

  /** @param trace the trace it passes through; a thrown primitive has no identity but its last appearance there */
  isNew(thrown: unknown, trace: object): boolean {
    if (typeof thrown === 'object' && thrown !== null) {
      if (this.objects.has(thrown)) return false;
      this.objects.add(thrown);
      return true;
    }
    if (this.lastPrimitive.has(trace) && this.lastPrimitive.get(trace) === thrown) return false;
    this.lastPrimitive.set(trace, thrown);
    return true;
  }
}
