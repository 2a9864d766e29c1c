import { type TraceConfig } from '../../entities/configs.js';
import { type Given } from '../../entities/fields.js';
import { type MaximTrace, openTrace } from '../../entities/trace.js';
import { type MaximSpan } from '../../entities/span.js';
import { UnitTrace } from '../../entities/unit-trace.js';
import { type Opening } from '../opening.js';
import { type Opened } from '../opened.js';
import { scopeIn } from '../place.js';
import { commonConfig, evaluateAs } from './common.js';
import { errorConfig, openSpan } from './span.js';

/**
 * Opens a trace: inside a unit of work whose trace still waits, that one; inside another trace, a span of it; else one
 * of its own.
 */
export function openTraceOrSpan(opening: Opening<'trace'>): Opened<MaximTrace | MaximSpan> {
  const { core, scope, options } = opening;
  if (scope && !options.root) {
    const { trace } = scope;
    if (trace instanceof UnitTrace && trace.takeOver(traceConfig(opening), keptBack(opening))) {
      return { ...opened(opening, trace, noEnd), isBorrowed: true };
    }
    lendSession(opening, trace);
    return openSpan(opening);
  }
  const trace = openTrace(core.host, traceConfig(opening));
  return opened(opening, trace, () => trace.end());
}

const keptBack = ({ call }: Opening<'trace'>) => [
  ...(call.showsInput ? [] : (['input'] as const)),
  ...(call.showsOutput ? [] : (['output'] as const)),
];

// The trace of a unit of work ends with that.
const noEnd = (): void => undefined;

/** The session that a trace inside a trace names is given to the outer one, if it has none. */
function lendSession({ call, options }: Opening<'trace'>, trace: MaximTrace): void {
  if (trace.sessionId !== undefined) return;
  const sessionId = call.read('sessionId', options.sessionId);
  if (sessionId) trace.addToSession(sessionId);
}

function traceConfig(opening: Opening<'trace'>): Given<TraceConfig> {
  const sessionId = opening.call.read('sessionId', opening.options.sessionId);
  return { sessionId: sessionId || undefined, ...commonConfig(opening) };
}

function opened(opening: Opening<'trace'>, trace: MaximTrace, end: () => void): Opened<MaximTrace> {
  const { call, scope } = opening;
  const inside = scopeIn(opening, { trace, parent: trace, around: undefined, leafId: undefined, implicit: false });
  const input = call.input();
  if (input !== undefined) trace.write('update', { input });
  evaluateAs(opening, trace);
  const writeOutput = (value: unknown): void => {
    const output = call.output(value);
    if (output !== undefined) trace.write('update', { output });
  };
  return {
    element: trace,
    scope: { ...inside, counting: scope?.counting },
    ok({ value }) {
      writeOutput(value);
      end();
    },
    fail(failure, { tell }) {
      if (!opening.core.errors.isAnswer(failure)) tell(() => trace.error(errorConfig(failure)));
      end();
    },
    cancel({ value }) {
      writeOutput(value);
      trace.markAs('cancelled');
      end();
    },
  };
}
