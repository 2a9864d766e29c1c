import { addSpan, type MaximSpan } from '../../entities/span.js';
import { type Failure } from '../../faults/failure.js';
import { type Opening } from '../opening.js';
import { type Opened } from '../opened.js';
import { accompany, placed, placeFor, scopeIn } from '../place.js';
import { asJson, commonConfig, evaluateAs } from './common.js';

/** Opens a span. A span's input and output are metadata: the protocol gives it none of its own. */
export function openSpan(opening: Opening<'span'> | Opening<'trace'>): Opened<MaximSpan> {
  const { core, scope, call } = opening;
  const config = commonConfig(opening);
  const place = placeFor(core.host, scope, config);
  const span = addSpan(core.host, place.parent, placed(config, place));
  const input = call.input();
  if (input !== undefined) span.addMetadata({ input: asJson(input) });
  accompany(place, span, input);
  evaluateAs(opening, span);
  const writeOutput = (value: unknown): unknown => {
    const output = call.output(value);
    if (output !== undefined) span.addMetadata({ output: asJson(output) });
    return output;
  };
  return {
    element: span,
    scope: { ...scopeIn(opening, place), parent: span, span },
    ok: ({ value }) => span.endWith(writeOutput(value)),
    fail(failure, { tell }) {
      if (!core.errors.isAnswer(failure)) tell(() => span.error(errorConfig(failure)));
      span.end();
    },
    cancel({ value }) {
      span.endAs('cancelled', writeOutput(value));
    },
  };
}

/** A failure as a trace or span records it. */
export const errorConfig = ({ message, code, type, stack }: Failure) => ({
  message,
  ...(code !== undefined && { code }),
  ...(type !== undefined && { name: type, type }),
  ...(stack !== undefined && { metadata: { stack } }),
});
