import { MaximFault } from '../faults/fault.js';
import { type Reporter } from '../faults/reporter.js';
import { type FileKeeper } from '../protocol/file.js';
import { isValidId, mendId, newId } from '../protocol/ids.js';
import { type AroundGeneration } from './around-generation.js';
import { type OpenElements } from './open-elements.js';
import { type Unit } from '../protocol/overtime.js';
import { type TraceHold } from '../protocol/trace-hold.js';
import { type LineSink } from './sink.js';

/** What every element of one logger shares. */
export interface EntityHost {
  readonly sink: LineSink;
  readonly reporter: Reporter;
  readonly open: OpenElements;
  /** Wrong ids and wrong use throw instead of being mended. */
  readonly strict: boolean;
  readonly repositoryId: string;
  /** Tags on every trace. */
  readonly traceTags: Readonly<Record<string, string>>;
  /** Where the files of attachments wait. Absent: nothing is uploaded, and their lines are all there is. */
  readonly files?: FileKeeper;
  /** Called with each trace that is opened, but for those of units of work. */
  readonly traceOpened?: (trace: { retain(): void }) => void;
  /** What is around a generation that is being opened by hand; undefined where nothing is. */
  readonly around?: () => AroundGeneration | undefined;
  /** Called with whatever was caught and is told of by hand. @param hold that of the trace, where it is known */
  readonly told?: (caught: unknown, hold: TraceHold | undefined) => void;
  /** The unit of work that the running code is part of. */
  readonly unit?: () => Unit | undefined;
}

/** The most characters of a wrong id that a message shows. */
const SHOWN = 200;

/**
 * The id an element goes by: a new one where none is given, a mended one where the protocol would refuse it.
 *
 * @throws MaximFault `invalid-id` in strict mode
 */
export function elementId(host: EntityHost, id: unknown): string {
  if (id === undefined || id === null || id === '') return newId();
  const given = typeof id === 'string' || typeof id === 'number' || typeof id === 'bigint' ? String(id) : undefined;
  if (given !== undefined && isValidId(given)) return given;
  const mended = given === undefined ? newId() : mendId(given);
  const shown = given === undefined ? `of type ${typeof id}` : JSON.stringify(given.slice(0, SHOWN));
  const problem = `The id ${shown} is not one the protocol takes`;
  const cure = 'Use at most 128 letters, digits, "-" and "_".';
  if (host.strict) throw new MaximFault('invalid-id', `${problem}.`, cure);
  host.reporter.report('warn', 'invalid-id', `${problem}; "${mended}" stands for it. ${cure}`);
  return mended;
}

/** Wrong use of an element: an error in strict mode, else one warning. */
export function wrongUse(host: EntityHost, problem: string, cure: string): void {
  if (host.strict) throw new MaximFault('wrong-use', problem, cure);
  host.reporter.report('warn', `wrong-use ${problem}`, `${problem} ${cure}`);
}
