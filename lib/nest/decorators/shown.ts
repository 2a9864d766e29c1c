import 'reflect-metadata';
import { type ElementOptions } from '../../logger/element-options.js';
import { ALL_CONTENT, type ContentShown } from '../../logger/generation-slot.js';

/** What others may show of a method's calls, whichever copy of this package recorded it. */
const SHOWN = Symbol.for('nestjs-maxim.shown');

/** What others may show of the calls of a method that is recorded; undefined where its decorators say nothing of it. */
export const shownBy = (method: object): ContentShown | undefined =>
  Reflect.getOwnMetadata(SHOWN, method) as ContentShown | undefined;

/** Notes on a recorded method what its options keep others from showing. */
export function noteShown(method: object, options: ElementOptions<never, never>): void {
  const before = shownBy(method) ?? ALL_CONTENT;
  const { captureInput = true, captureOutput = true, input, output, omit = [] } = options;
  const shown = {
    // One that is asked at each call may say no.
    input: before.input && captureInput === true && input === undefined && omit.length === 0,
    output: before.output && captureOutput === true && output === undefined,
  };
  if (!shown.input || !shown.output) Reflect.defineMetadata(SHOWN, shown, method);
}
