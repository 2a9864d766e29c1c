/** What went wrong, as a word to switch on. */
export type FaultCode =
  | 'invalid-option'
  | 'missing-repository'
  | 'duplicate-module'
  | 'duplicate-logger'
  | 'invalid-id'
  | 'wrong-use'
  | 'malformed-line'
  | 'refused'
  | 'unreachable'
  | 'missing-peer';

/**
 * The base of every error of this package.
 *
 * Its message states the problem, then the cure. An app meets one only where its own code or configuration is wrong:
 * at start, in `strict` mode, or when it decodes malformed lines.
 */
export class MaximFault extends Error {
  override readonly name = 'MaximFault';

  /**
   * @param code what went wrong
   * @param problem one sentence that names the thing and its value
   * @param cure one sentence that says what to do
   * @param cause the error below this one, where there is one
   */
  constructor(
    readonly code: FaultCode,
    problem: string,
    cure: string,
    cause?: unknown,
  ) {
    super(`${problem} ${cure}`, cause === undefined ? undefined : { cause });
  }
}
