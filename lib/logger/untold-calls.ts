import { type Failure } from '../faults/failure.js';
import { fields, text } from '../parsers/shape.js';
import { attempt } from '../parsers/total.js';

/** Why a model's call failed that was captured. */
export interface CallFailure {
  readonly message: string;
  /** That of the response; absent where none came. */
  readonly status?: number;
}

/** An error that came to those around a call. */
export interface Thrown {
  readonly thrown: unknown;
  readonly failure: Failure;
}

type Answer = (failure: CallFailure | undefined) => void;

/** The captured calls of one trace, as far as their errors may reach what is around them. */
interface TraceCalls {
  readonly untold: Set<UntoldCall>;
  /** Those of the calls that were told of, the last ones. */
  readonly failures: CallFailure[];
}

const MOST_FAILURES = 20;
const MOST_THROWN = 20;

const ofTraces = new WeakMap<object, TraceCalls>();

/** A model's call that is over and not yet told of: the error that it ends with may reach those around it before. */
export class UntoldCall {
  /** The errors that came to those around it since it is over, the first ones. */
  readonly thrown: Thrown[] = [];
  private readonly asking: Answer[] = [];
  private readonly calls: TraceCalls | undefined;

  /** @param trace the one it is in */
  constructor(trace: object | undefined) {
    if (!trace) return;
    this.calls = ofTraces.get(trace) ?? { untold: new Set(), failures: [] };
    ofTraces.set(trace, this.calls);
    this.calls.untold.add(this);
  }

  /** @param failure why it failed; undefined where it did not, or where that is told nowhere */
  tell(failure?: CallFailure): void {
    this.calls?.untold.delete(this);
    if (failure) this.calls?.failures.splice(0, this.calls.failures.length - MOST_FAILURES + 1);
    if (failure) this.calls?.failures.push(failure);
    for (const answer of this.asking.splice(0)) answer(failure);
  }

  /** @param thrown what may be its error */
  ask(thrown: Thrown, answer: Answer): void {
    if (this.thrown.length < MOST_THROWN) this.thrown.push(thrown);
    this.asking.push(answer);
  }
}

/** Tells of an error, at once or later, unless it is that of a call in the same trace, which tells it by itself. */
export function tellUnlessCall(trace: object, thrown: unknown, failure: Failure, tell: () => void): void {
  const { untold, failures } = ofTraces.get(trace) ?? { untold: [], failures: [] };
  // What its causes say is no sign that the app does not say more: its own words count.
  const own = { ...failure, message: attempt(() => text(fields(thrown)['message']), undefined) ?? failure.message };
  if (failures.some((its) => saysIt(its, thrown, own))) return;
  const calls = [...untold];
  if (calls.length === 0) return tell();
  let left = calls.length;
  let isTold = false;
  const answer: Answer = (its) => {
    isTold ||= its !== undefined && attempt(() => isErrorOf(its, thrown, own), false);
    left -= 1;
    if (left === 0 && !isTold) tell();
  };
  for (const call of calls) call.ask({ thrown, failure }, answer);
}

const isIn = (message: string, part: string): boolean => part !== '' && message.includes(part);

/** The fewest characters of a call's error that others do not happen to say as well. */
const FEWEST = 16;

/** Whether it says what the call failed with; what is as short as "timeout" has to be all that it says. */
function saysIt({ message, status }: CallFailure, thrown: unknown, failure: Failure): boolean {
  if (!isIn(failure.message, message)) return false;
  if (message.length >= FEWEST || failure.message.replace(/^\d{3} /, '') === message) return true;
  return status !== undefined && attempt(() => statusOf(thrown) === status, false);
}

/** Whether a client threw it because of that. What an app makes of an error, in words of its own, is another. */
function isErrorOf(its: CallFailure, thrown: unknown, failure: Failure): boolean {
  const { message, status } = its;
  if (saysIt(its, thrown, failure)) return true;
  if (failure.status !== undefined || failure.type === 'Error') return false;
  if (status !== undefined && status >= 400) {
    return [thrown, fields(thrown)['lastError']].some((error) => statusOf(error) === status);
  }
  return causesOf(thrown).some((cause) => isIn(text(fields(cause)['message']) ?? '', message));
}

const MOST_CAUSES = 5;

function causesOf(thrown: unknown): unknown[] {
  const causes: unknown[] = [];
  let { cause } = fields(thrown);
  for (; cause !== undefined && causes.length < MOST_CAUSES; cause = fields(cause)['cause']) causes.push(cause);
  return causes;
}

/** The response's status, under the names that clients give it. */
function statusOf(error: unknown): unknown {
  const { status, statusCode, status_code: snake, $metadata: metadata, response } = fields(error);
  const { status: answered, statusCode: answeredWith } = fields(response);
  return status ?? statusCode ?? snake ?? fields(metadata)['httpStatusCode'] ?? answered ?? answeredWith;
}
