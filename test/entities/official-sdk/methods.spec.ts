import { MaximError } from '../../../lib/entities/error.js';
import { MaximEvaluate } from '../../../lib/entities/evaluate.js';
import { MaximGeneration } from '../../../lib/entities/generation.js';
import { MaximRetrieval } from '../../../lib/entities/retrieval.js';
import { MaximSession } from '../../../lib/entities/session.js';
import { MaximSpan } from '../../../lib/entities/span.js';
import { MaximToolCall } from '../../../lib/entities/tool-call.js';
import { MaximTrace } from '../../../lib/entities/trace.js';
import { Recording } from '../recording.js';
import { INTERNAL, LogLine, methodsOf } from './official.js';
import { GENERATION } from './samples.js';

const official = new LogLine();
const trace = official.trace({ id: 't1' });
const generation = { id: 'g1', ...GENERATION };

it.each<[string, object, object]>([
  ['logger', official, Recording.prototype],
  ['session', official.session({ id: 's1' }), MaximSession.prototype],
  ['trace', trace, MaximTrace.prototype],
  ['span', trace.span({ id: 'sp1' }), MaximSpan.prototype],
  ['generation', trace.generation(generation), MaximGeneration.prototype],
  ['retrieval', trace.retrieval({ id: 'r1' }), MaximRetrieval.prototype],
  ['tool call', trace.toolCall({ id: 'tc1', name: 'n' }), MaximToolCall.prototype],
  ['error', trace.error({ id: 'e1', message: 'm' }), MaximError.prototype],
  ['evaluation', trace.evaluate, MaximEvaluate.prototype],
])('%s: every method of the official SDK is here', (_, theirs, ours) => {
  const theirNames = methodsOf(Object.getPrototypeOf(theirs) as object).filter((name) => !INTERNAL.includes(name));
  expect(theirNames.length).toBeGreaterThan(0);
  expect(methodsOf(ours)).toEqual(expect.arrayContaining(theirNames));
});
