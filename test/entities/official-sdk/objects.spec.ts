import { type MaximEvaluate } from '../../../lib/entities/evaluate.js';
import { type MaximGeneration } from '../../../lib/entities/generation.js';
import { type MaximRetrieval } from '../../../lib/entities/retrieval.js';
import { type MaximSession } from '../../../lib/entities/session.js';
import { type MaximSpan } from '../../../lib/entities/span.js';
import { type MaximToolCall } from '../../../lib/entities/tool-call.js';
import { type MaximTrace } from '../../../lib/entities/trace.js';
import { linesOfBoth, type Sdk, stopTheClock } from './official.js';
import { config, CONVERSATION, END, GENERATION, METADATA, RESULT } from './samples.js';

/** Opens an element, whose lines are not compared, then does something to it. */
type Act<E> = [call: string, act: (element: E, sdk: Sdk) => unknown];

const ELEMENT: Act<MaximSession | MaximTrace | MaximSpan | MaximGeneration | MaximRetrieval | MaximToolCall>[] = [
  ['its id', (element, sdk) => sdk.traceTag('t0', 'id', element.id)],
  ['addTag', (element) => element.addTag('a', 'b')],
  ['addMetadata', (element) => element.addMetadata(METADATA)],
  ['end', (element) => element.end()],
  ['end at a time', (element) => element.end(END)],
];
const EVALUATED: Act<{ readonly evaluate: MaximEvaluate }>[] = [
  ['evaluate.withEvaluators', ({ evaluate }) => evaluate.withEvaluators('bias', 'tone', 'bias')],
  [
    'evaluate.withEvaluators.withVariables',
    ({ evaluate }) => evaluate.withEvaluators('bias').withVariables({ input: 'hi', output: 'yo' }),
  ],
  ['evaluate.withVariables', ({ evaluate }) => evaluate.withVariables({ input: 'hi' }, ['bias', 'bias'])],
  ['evaluate with nothing', ({ evaluate }) => evaluate.withEvaluators().withVariables({ input: 'hi' })],
];
const METRIC: Act<{ addMetric(name: string, value: number): void }>[] = [
  ['addMetric', (element) => element.addMetric('ttft_ms', 12.5)],
];
const FEEDBACK: Act<MaximSession | MaximTrace>[] = [
  ['feedback', (element) => element.feedback({ score: 4, comment: 'ok' })],
  ['feedback of 0 without a comment', (element) => element.feedback({ score: 0 })],
];
const PARENT: Act<MaximTrace | MaximSpan>[] = [
  [
    'generation',
    (parent) => parent.generation({ ...config('g1'), ...GENERATION, maximPromptId: 'p', maximPromptVersionId: 'v' }),
  ],
  ['retrieval', (parent) => parent.retrieval(config('r1'))],
  ['toolCall', (parent) => parent.toolCall({ ...config('tc1'), description: 'd', args: '{}' })],
  [
    'error',
    (parent) => parent.error({ id: 'e1', name: 'n', message: 'm', code: '500', type: 'TypeError', tags: { a: 'b' } }),
  ],
  ['error of a message', (parent) => parent.error({ id: 'e1', message: 'm' })],
  ['event', (parent) => parent.event('ev1', 'cache-hit')],
  ['event with tags and metadata', (parent) => parent.event('ev1', 'cache-hit', { a: 'b' }, METADATA)],
];

/** Rows of the table: a subject, a call, and what opens the one, then makes the other. */
type Row = [subject: string, call: string, prepare: (sdk: Sdk) => () => unknown];
const rows = <E>(subject: string, open: (sdk: Sdk) => E, ...acts: Act<E>[][]): Row[] =>
  acts.flat().map(([call, act]) => [
    subject,
    call,
    (sdk) => {
      const element = open(sdk);
      return () => act(element, sdk);
    },
  ]);

const OBJECTS: Row[] = [
  ...rows<MaximSession>('session', (sdk) => sdk.session({ id: 's1' }), ELEMENT, EVALUATED, METRIC, FEEDBACK),
  ...rows<MaximSession>('session', (sdk) => sdk.session({ id: 's1' }), [
    ['trace', (session) => session.trace(config('t1'))],
    ['trace of another session', (session) => session.trace({ ...config('t1'), sessionId: 's2' })],
  ]),
  ...rows<MaximTrace>('trace', (sdk) => sdk.trace({ id: 't1' }), ELEMENT, EVALUATED, METRIC, FEEDBACK, PARENT),
  ...rows<MaximTrace>('trace', (sdk) => sdk.trace({ id: 't1' }), [
    ['input and output, chained', (trace) => trace.input('hi').output('yo')],
    ['addToSession', (trace) => trace.addToSession('s1')],
  ]),
  ...rows<MaximSpan>('span', (sdk) => sdk.traceSpan('t1', { id: 'sp1' }), ELEMENT, EVALUATED, PARENT),
  ...rows<MaximGeneration>(
    'generation',
    (sdk) => sdk.traceGeneration('t1', { id: 'g1', ...GENERATION }),
    ELEMENT,
    EVALUATED,
    METRIC,
  ),
  ...rows<MaximGeneration>('generation', (sdk) => sdk.spanGeneration('sp1', { id: 'g1', ...GENERATION }), [
    ['setModel', (generation) => generation.setModel('gpt-5')],
    ['setName', (generation) => generation.setName('llm')],
    ['addMessages', (generation) => generation.addMessages(CONVERSATION)],
    ['setModelParameters', (generation) => generation.setModelParameters({ top_p: 1 })],
    ['result', (generation) => generation.result(RESULT)],
    ['error', (generation) => generation.error({ message: 'boom', code: '429', type: 'RateLimit' })],
  ]),
  ...rows<MaximRetrieval>('retrieval', (sdk) => sdk.traceRetrieval('t1', { id: 'r1' }), ELEMENT, EVALUATED, METRIC),
  ...rows<MaximRetrieval>('retrieval', (sdk) => sdk.spanRetrieval('sp1', { id: 'r1' }), [
    ['input', (retrieval) => retrieval.input('q')],
  ]),
  ...rows<MaximToolCall>(
    'tool call',
    (sdk) => sdk.spanToolCall('sp1', { id: 'tc1', name: 'n', description: 'd', args: '{}' }),
    ELEMENT,
  ),
  ...rows<MaximToolCall>(
    'tool call',
    (sdk) => sdk.traceToolCall('t1', { id: 'tc1', name: 'n', description: 'd', args: '{}' }),
    [
      ['result', (toolCall) => toolCall.result('4')],
      ['error', (toolCall) => toolCall.error({ message: 'bad', code: 'E', type: 'T' })],
    ],
  ),
];

stopTheClock();

it.each(OBJECTS)('%s: %s writes the same lines as the official SDK', (_subject, _call, prepare) => {
  const { theirs, ours } = linesOfBoth(prepare);
  expect(ours).toEqual(theirs);
});
