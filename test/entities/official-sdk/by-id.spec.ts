import { INTERNAL, linesOfBoth, LogLine, methodsOf, type Sdk, stopTheClock } from './official.js';
import { config, CONVERSATION, END, GENERATION, METADATA, RESULT } from './samples.js';

/** Compared in differences.spec.ts: no line of theirs is like ours. */
const DIFFERENT = ['traceSpan', 'spanSpan', 'traceAddAttachment', 'spanAddAttachment', 'generationAddAttachment'];

const BY_ID: Record<string, (sdk: Sdk) => unknown> = {
  session: (sdk) => sdk.session(config('s1')),
  'session of an id alone': (sdk) => sdk.session({ id: 's1' }),
  trace: (sdk) => sdk.trace({ ...config('t1'), sessionId: 's1' }),
  'trace of an id alone': (sdk) => sdk.trace({ id: 't1' }),
  sessionTag: (sdk) => sdk.sessionTag('s1', 'a', 'b'),
  sessionEnd: (sdk) => sdk.sessionEnd('s1'),
  'sessionEnd with a time and more': (sdk) => sdk.sessionEnd('s1', { endTimestamp: END, reason: 'done' }),
  sessionFeedback: (sdk) => sdk.sessionFeedback('s1', { score: 1, comment: 'ok' }),
  sessionAddMetric: (sdk) => sdk.sessionAddMetric('s1', 'm', 1),
  sessionTrace: (sdk) => sdk.sessionTrace('s1', config('t1')),
  sessionEvaluate: (sdk) => sdk.sessionEvaluate('s1').withEvaluators('bias').withVariables({ a: 'b' }),
  traceGeneration: (sdk) => sdk.traceGeneration('t1', { ...config('g1'), ...GENERATION }),
  traceToolCall: (sdk) => sdk.traceToolCall('t1', { ...config('tc1'), description: 'd', args: '{}' }),
  traceRetrieval: (sdk) => sdk.traceRetrieval('t1', config('r1')),
  traceOutput: (sdk) => sdk.traceOutput('t1', 'yo'),
  traceError: (sdk) => sdk.traceError('t1', { id: 'e1', message: 'm', code: '500', type: 'TypeError' }),
  traceInput: (sdk) => sdk.traceInput('t1', 'hi'),
  traceAddToSession: (sdk) => sdk.traceAddToSession('t1', 's1'),
  traceAddMetric: (sdk) => sdk.traceAddMetric('t1', 'm', 1),
  traceTag: (sdk) => sdk.traceTag('t1', 'a', 'b'),
  traceEvent: (sdk) => sdk.traceEvent('t1', 'ev1', 'cache-hit', { a: 'b' }, METADATA),
  'traceEvent without its own id': (sdk) => sdk.traceEvent('t1', 'cache-hit', { a: 'b' }, METADATA),
  'traceEvent of a name alone': (sdk) => sdk.traceEvent('t1', 'cache-hit'),
  traceFeedback: (sdk) => sdk.traceFeedback('t1', { score: 1, comment: 'ok' }),
  traceMetadata: (sdk) => sdk.traceMetadata('t1', METADATA),
  traceEvaluate: (sdk) => sdk.traceEvaluate('t1').withVariables({ a: 'b' }, ['bias']),
  traceEnd: (sdk) => sdk.traceEnd('t1'),
  'traceEnd with data but no time': (sdk) => sdk.traceEnd('t1', { output: 'yo' }),
  generationSetModel: (sdk) => sdk.generationSetModel('g1', 'gpt-5'),
  generationSetName: (sdk) => sdk.generationSetName('g1', 'llm'),
  generationAddTag: (sdk) => sdk.generationAddTag('g1', 'a', 'b'),
  generationAddMessage: (sdk) => sdk.generationAddMessage('g1', CONVERSATION),
  generationSetModelParameters: (sdk) => sdk.generationSetModelParameters('g1', { top_p: 1 }),
  generationAddMetric: (sdk) => sdk.generationAddMetric('g1', 'm', 1),
  generationResult: (sdk) => sdk.generationResult('g1', RESULT),
  generationError: (sdk) => sdk.generationError('g1', { message: 'boom' }),
  generationMetadata: (sdk) => sdk.generationMetadata('g1', METADATA),
  generationEvaluate: (sdk) => sdk.generationEvaluate('g1').withEvaluators('bias'),
  generationEnd: (sdk) => sdk.generationEnd('g1', { endTimestamp: END }),
  spanGeneration: (sdk) => sdk.spanGeneration('sp1', { ...config('g1'), ...GENERATION }),
  spanRetrieval: (sdk) => sdk.spanRetrieval('sp1', config('r1')),
  spanToolCall: (sdk) => sdk.spanToolCall('sp1', { ...config('tc1'), description: 'd', args: '{}' }),
  spanTag: (sdk) => sdk.spanTag('sp1', 'a', 'b'),
  spanError: (sdk) => sdk.spanError('sp1', { id: 'e1', message: 'm' }),
  spanEvent: (sdk) => sdk.spanEvent('sp1', 'ev1', 'cache-hit', { a: 'b' }, METADATA),
  'spanEvent without its own id': (sdk) => sdk.spanEvent('sp1', 'cache-hit', { a: 'b' }, METADATA),
  spanMetadata: (sdk) => sdk.spanMetadata('sp1', METADATA),
  spanEvaluate: (sdk) => sdk.spanEvaluate('sp1').withEvaluators('bias'),
  spanEnd: (sdk) => sdk.spanEnd('sp1'),
  retrievalEnd: (sdk) => sdk.retrievalEnd('r1'),
  retrievalAddTag: (sdk) => sdk.retrievalAddTag('r1', 'a', 'b'),
  retrievalInput: (sdk) => sdk.retrievalInput('r1', 'q'),
  retrievalAddMetric: (sdk) => sdk.retrievalAddMetric('r1', 'm', 1),
  retrievalOutput: (sdk) => sdk.retrievalOutput('r1', 'd1'),
  'retrievalOutput of several': (sdk) => sdk.retrievalOutput('r1', ['d1', 'd2']),
  retrievalMetadata: (sdk) => sdk.retrievalMetadata('r1', METADATA),
  retrievalEvaluate: (sdk) => sdk.retrievalEvaluate('r1').withEvaluators('bias'),
  toolCallResult: (sdk) => sdk.toolCallResult('tc1', '4'),
  toolCallError: (sdk) => sdk.toolCallError('tc1', { message: 'bad' }),
  toolCallAddTag: (sdk) => sdk.toolCallAddTag('tc1', 'a', 'b'),
  toolCallMetadata: (sdk) => sdk.toolCallMetadata('tc1', METADATA),
};

stopTheClock();

it.each(Object.entries(BY_ID))('%s writes the same lines as the official SDK', (_, act) => {
  const { theirs, ours } = linesOfBoth((sdk) => () => act(sdk));
  expect(theirs).not.toEqual([]);
  expect(ours).toEqual(theirs);
});

it('compares every method', () => {
  const names = methodsOf(LogLine.prototype).filter((name) => !INTERNAL.includes(name));
  expect(Object.keys(BY_ID).concat(DIFFERENT)).toEqual(expect.arrayContaining(names));
});
