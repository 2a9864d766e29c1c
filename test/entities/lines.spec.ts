import { Recording, withoutRandomIds } from './recording.js';

const NOW = '2026-01-01T00:00:00.000Z';
const START = new Date('2025-12-31T23:59:58.500Z');
const END = new Date('2025-12-31T23:59:59.250Z');
const RESULT = {
  id: 'r',
  object: 'chat.completion',
  created: 1_767_225_600,
  model: 'gpt-4o',
  choices: [{ index: 0, message: { role: 'assistant', content: 'yo' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 },
};

/** Written by hand from the protocol: what each call puts on the wire. */
type Case = [call: string, act: (maxim: Recording) => unknown, lines: string[]];

const SESSION: Case[] = [
  [
    'opening it',
    (maxim) => maxim.session({ id: 's1' }),
    [`session{id=s1,action=create,data={"tags":{},"startTimestamp":"${NOW}"}}`],
  ],
  [
    'opening it with all it takes',
    (maxim) =>
      maxim.session({
        id: 's1',
        name: 'chat',
        tags: { a: 'b' },
        metadata: { n: 1 },
        startTimestamp: START,
        endTimestamp: END,
      }),
    [
      `session{id=s1,action=create,data={"name":"chat","tags":{"a":"b"},"startTimestamp":"${START.toISOString()}","endTimestamp":"${END.toISOString()}"}}`,
      'session{id=s1,action=update,data={"metadata":{"n":"1"}}}',
    ],
  ],
  ['tag', (maxim) => maxim.sessionTag('s1', 'a', 'b'), ['session{id=s1,action=update,data={"tags":{"a":"b"}}}']],
  [
    'metric',
    (maxim) => maxim.sessionAddMetric('s1', 'traces_count', 3),
    ['session{id=s1,action=update,data={"metrics":{"traces_count":3}}}'],
  ],
  [
    'feedback',
    (maxim) => maxim.sessionFeedback('s1', { score: 5, comment: 'ok' }),
    ['session{id=s1,action=add-feedback,data={"score":5,"comment":"ok"}}'],
  ],
  [
    'a trace of it',
    (maxim) => maxim.sessionTrace('s1', { id: 't1' }),
    [`trace{id=t1,action=create,data={"tags":{},"startTimestamp":"${NOW}","sessionId":"s1"}}`],
  ],
  [
    'evaluators',
    (maxim) => maxim.sessionEvaluate('s1').withEvaluators('bias', 'bias', 'tone').withVariables({ input: 'hi' }),
    [
      `session{id=s1,action=evaluate,data={"with":"evaluators","evaluators":["bias","tone"],"timestamp":"${NOW}"}}`,
      `session{id=s1,action=evaluate,data={"with":"variables","variables":{"input":"hi"},"evaluators":["bias","tone"],"timestamp":"${NOW}"}}`,
    ],
  ],
  ['its end', (maxim) => maxim.sessionEnd('s1'), [`session{id=s1,action=end,data={"endTimestamp":"${NOW}"}}`]],
];

const TRACE: Case[] = [
  [
    'opening it',
    (maxim) => maxim.trace({ id: 't1', name: 'GET /x', tags: { env: 'prod' }, sessionId: 's1' }),
    [
      `trace{id=t1,action=create,data={"name":"GET /x","tags":{"env":"prod"},"startTimestamp":"${NOW}","sessionId":"s1"}}`,
    ],
  ],
  ['input', (maxim) => maxim.traceInput('t1', 'hi'), ['trace{id=t1,action=update,data={"input":"hi"}}']],
  ['output', (maxim) => maxim.traceOutput('t1', 'yo'), ['trace{id=t1,action=update,data={"output":"yo"}}']],
  ['session', (maxim) => maxim.traceAddToSession('t1', 's1'), ['trace{id=t1,action=update,data={"sessionId":"s1"}}']],
  ['tag', (maxim) => maxim.traceTag('t1', 'a', 'b'), ['trace{id=t1,action=update,data={"tags":{"a":"b"}}}']],
  [
    'metadata, each value as text',
    (maxim) => maxim.traceMetadata('t1', { text: 'a', number: 1, flag: true, none: null, list: [1], big: 10n }),
    [
      'trace{id=t1,action=update,data={"metadata":{"text":"a","number":"1","flag":"true","none":"","list":"[1]","big":"10"}}}',
    ],
  ],
  [
    'metric',
    (maxim) => maxim.traceAddMetric('t1', 'ttft_ms', 12.5),
    ['trace{id=t1,action=update,data={"metrics":{"ttft_ms":12.5}}}'],
  ],
  [
    'feedback',
    (maxim) => maxim.traceFeedback('t1', { score: 1 }),
    ['trace{id=t1,action=add-feedback,data={"score":1}}'],
  ],
  [
    'an event',
    (maxim) => maxim.traceEvent('t1', 'ev1', 'cache-hit', { k: 'v' }, { n: 1, o: { a: 1 } }),
    [
      `trace{id=t1,action=add-event,data={"id":"ev1","name":"cache-hit","timestamp":"${NOW}","tags":{"k":"v"},"metadata":{"n":"1","o":"{\\"a\\":1}"}}}`,
    ],
  ],
  [
    'an event without an id',
    (maxim) => maxim.traceEvent('t1', 'cache-hit', { k: 'v' }, { n: 1 }),
    [
      `trace{id=t1,action=add-event,data={"id":"<id>","name":"cache-hit","timestamp":"${NOW}","tags":{"k":"v"},"metadata":{"n":"1"}}}`,
    ],
  ],
  [
    'an event of a name alone',
    (maxim) => maxim.traceEvent('t1', 'cache-hit'),
    [`trace{id=t1,action=add-event,data={"id":"<id>","name":"cache-hit","timestamp":"${NOW}"}}`],
  ],
  [
    'an error',
    (maxim) =>
      maxim.traceError('t1', {
        id: 'e1',
        name: 'n',
        message: 'm',
        code: '500',
        type: 'TypeError',
        metadata: { at: 1 },
      }),
    [
      `trace{id=t1,action=add-error,data={"id":"e1","name":"n","tags":{},"startTimestamp":"${NOW}","message":"m","code":"500","errorType":"TypeError","metadata":{"at":"1"}}}`,
    ],
  ],
  [
    'a file by its address',
    (maxim) =>
      maxim.traceAddAttachment('t1', {
        id: 'a1',
        type: 'url',
        url: 'https://x.example/a.pdf',
        name: 'a.pdf',
        mimeType: 'application/pdf',
        size: 9,
        tags: { attachedTo: 'input' },
        metadata: { page: '1' },
      }),
    [
      'trace{id=t1,action=add-attachment,data={"id":"a1","type":"url","name":"a.pdf","mimeType":"application/pdf","size":9,"tags":{"attachedTo":"input"},"metadata":{"page":"1"},"key":"repo/trace/t1/files/original/a1","url":"https://x.example/a.pdf"}}',
    ],
  ],
  [
    'evaluators',
    (maxim) => maxim.traceEvaluate('t1').withEvaluators('bias'),
    [`trace{id=t1,action=evaluate,data={"with":"evaluators","evaluators":["bias"],"timestamp":"${NOW}"}}`],
  ],
  ['no evaluators', (maxim) => maxim.traceEvaluate('t1').withEvaluators().withVariables({ a: 'b' }), []],
  ['variables for no evaluators', (maxim) => maxim.traceEvaluate('t1').withVariables({ a: 'b' }, []), []],
  ['its end', (maxim) => maxim.traceEnd('t1'), [`trace{id=t1,action=end,data={"endTimestamp":"${NOW}"}}`]],
  [
    'its end with a time and more',
    (maxim) => maxim.traceEnd('t1', { endTimestamp: END, output: 'yo' }),
    [`trace{id=t1,action=end,data={"output":"yo","endTimestamp":"${END.toISOString()}"}}`],
  ],
];

/** What opens under a trace as under a span. */
const CHILDREN = (['trace', 'span'] as const).flatMap((parent): Case[] => {
  const line = (action: string, data: string): string => `${parent}{id=p1,action=${action},data=${data}}`;
  const named = `"name":"n","tags":{},"startTimestamp":"${NOW}"`;
  return [
    [
      `a span under a ${parent}`,
      (maxim) =>
        parent === 'trace'
          ? maxim.traceSpan('p1', { id: 'sp1', name: 'n' })
          : maxim.spanSpan('p1', { id: 'sp1', name: 'n' }),
      [line('add-span', `{"id":"sp1",${named}}`)],
    ],
    [
      `a generation under a ${parent}`,
      (maxim) => {
        const config = {
          id: 'g1',
          name: 'n',
          provider: 'openai',
          model: 'gpt-4o',
          maximPromptId: 'mp',
          maximPromptVersionId: 'mpv',
          messages: [{ role: 'user', content: 'hi' }],
          modelParameters: { temperature: 0.2 },
        };
        return parent === 'trace' ? maxim.traceGeneration('p1', config) : maxim.spanGeneration('p1', config);
      },
      [
        line(
          'add-generation',
          `{"id":"g1","messages":[{"role":"user","content":"hi"}],${named},"provider":"openai","model":"gpt-4o","maximPromptId":"mp","maximPromptVersionId":"mpv","modelParameters":{"temperature":0.2}}`,
        ),
      ],
    ],
    [
      `a generation of which nothing is known under a ${parent}`,
      (maxim) => (parent === 'trace' ? maxim.traceGeneration('p1', {}) : maxim.spanGeneration('p1', {})),
      [
        line(
          'add-generation',
          `{"id":"<id>","messages":[],"tags":{},"startTimestamp":"${NOW}","provider":"unknown","model":"unknown","modelParameters":{}}`,
        ),
      ],
    ],
    [
      `a retrieval under a ${parent}`,
      (maxim) =>
        parent === 'trace'
          ? maxim.traceRetrieval('p1', { id: 'r1', name: 'n' })
          : maxim.spanRetrieval('p1', { id: 'r1', name: 'n' }),
      [line('add-retrieval', `{"id":"r1",${named}}`)],
    ],
    [
      `a tool call under a ${parent}`,
      (maxim) => {
        const config = { id: 'tc1', name: 'n', description: 'd', args: '{"q":1}' };
        return parent === 'trace' ? maxim.traceToolCall('p1', config) : maxim.spanToolCall('p1', config);
      },
      [line('add-tool-call', `{"id":"tc1",${named},"description":"d","args":"{\\"q\\":1}"}`)],
    ],
  ];
});

const SPAN: Case[] = [
  ['tag', (maxim) => maxim.spanTag('sp1', 'a', 'b'), ['span{id=sp1,action=update,data={"tags":{"a":"b"}}}']],
  [
    'metadata',
    (maxim) => maxim.spanMetadata('sp1', { a: [1] }),
    ['span{id=sp1,action=update,data={"metadata":{"a":"[1]"}}}'],
  ],
  [
    'an event',
    (maxim) => maxim.spanEvent('sp1', 'ev1', 'cache-hit'),
    [`span{id=sp1,action=add-event,data={"id":"ev1","name":"cache-hit","timestamp":"${NOW}"}}`],
  ],
  [
    'an error',
    (maxim) => maxim.spanError('sp1', { id: 'e1', message: 'm' }),
    [`span{id=sp1,action=add-error,data={"id":"e1","tags":{},"startTimestamp":"${NOW}","message":"m"}}`],
  ],
  [
    'a file by its address',
    (maxim) => maxim.spanAddAttachment('sp1', { id: 'a1', type: 'url', url: 'https://x.example' }),
    [
      'span{id=sp1,action=add-attachment,data={"id":"a1","type":"url","key":"repo/span/sp1/files/original/a1","url":"https://x.example"}}',
    ],
  ],
  [
    'evaluators',
    (maxim) => maxim.spanEvaluate('sp1').withEvaluators('bias'),
    [`span{id=sp1,action=evaluate,data={"with":"evaluators","evaluators":["bias"],"timestamp":"${NOW}"}}`],
  ],
  ['its end', (maxim) => maxim.spanEnd('sp1'), [`span{id=sp1,action=end,data={"endTimestamp":"${NOW}"}}`]],
];

const GENERATION: Case[] = [
  [
    'model',
    (maxim) => maxim.generationSetModel('g1', 'gpt-4o'),
    ['generation{id=g1,action=update,data={"model":"gpt-4o"}}'],
  ],
  ['name', (maxim) => maxim.generationSetName('g1', 'llm'), ['generation{id=g1,action=update,data={"name":"llm"}}']],
  [
    'tag',
    (maxim) => maxim.generationAddTag('g1', 'a', 'b'),
    ['generation{id=g1,action=update,data={"tags":{"a":"b"}}}'],
  ],
  [
    'messages',
    (maxim) => maxim.generationAddMessage('g1', [{ role: 'tool', content: '4', tool_call_id: 'c' }]),
    ['generation{id=g1,action=update,data={"messages":[{"role":"tool","content":"4","tool_call_id":"c"}]}}'],
  ],
  [
    'model parameters',
    (maxim) => maxim.generationSetModelParameters('g1', { top_p: 1, stop: ['x'] }),
    ['generation{id=g1,action=update,data={"modelParameters":{"top_p":1,"stop":["x"]}}}'],
  ],
  [
    'metric',
    (maxim) => maxim.generationAddMetric('g1', 'tps', 40),
    ['generation{id=g1,action=update,data={"metrics":{"tps":40}}}'],
  ],
  [
    'metadata',
    (maxim) => maxim.generationMetadata('g1', { a: 1 }),
    ['generation{id=g1,action=update,data={"metadata":{"a":"1"}}}'],
  ],
  [
    'a result, and its end',
    (maxim) => maxim.generationResult('g1', RESULT),
    [
      `generation{id=g1,action=result,data={"result":${JSON.stringify(RESULT)}}}`,
      `generation{id=g1,action=end,data={"endTimestamp":"${NOW}"}}`,
    ],
  ],
  [
    'an error as its result, and its end',
    (maxim) => maxim.generationError('g1', { message: 'boom', code: '429', type: 'RateLimit' }),
    [
      'generation{id=g1,action=result,data={"result":{"error":{"message":"boom","code":"429","type":"RateLimit"},"id":"<id>"}}}',
      `generation{id=g1,action=end,data={"endTimestamp":"${NOW}"}}`,
    ],
  ],
  [
    'evaluators',
    (maxim) => maxim.generationEvaluate('g1').withEvaluators('bias'),
    [`generation{id=g1,action=evaluate,data={"with":"evaluators","evaluators":["bias"],"timestamp":"${NOW}"}}`],
  ],
  [
    'a file by its address',
    (maxim) => maxim.generationAddAttachment('g1', { id: 'a1', type: 'url', url: 'https://x.example' }),
    [
      'generation{id=g1,action=add-attachment,data={"id":"a1","type":"url","key":"repo/generation/g1/files/original/a1","url":"https://x.example"}}',
    ],
  ],
  [
    'its end',
    (maxim) => maxim.generationEnd('g1', { endTimestamp: END }),
    [`generation{id=g1,action=end,data={"endTimestamp":"${END.toISOString()}"}}`],
  ],
];

const RETRIEVAL: Case[] = [
  ['input', (maxim) => maxim.retrievalInput('r1', 'q'), ['retrieval{id=r1,action=update,data={"input":"q"}}']],
  ['tag', (maxim) => maxim.retrievalAddTag('r1', 'a', 'b'), ['retrieval{id=r1,action=update,data={"tags":{"a":"b"}}}']],
  [
    'metric',
    (maxim) => maxim.retrievalAddMetric('r1', 'precision', 1),
    ['retrieval{id=r1,action=update,data={"metrics":{"precision":1}}}'],
  ],
  [
    'metadata',
    (maxim) => maxim.retrievalMetadata('r1', { a: 1 }),
    ['retrieval{id=r1,action=update,data={"metadata":{"a":"1"}}}'],
  ],
  [
    'documents, in its end',
    (maxim) => maxim.retrievalOutput('r1', ['d1', 'd2']),
    [`retrieval{id=r1,action=end,data={"docs":["d1","d2"],"endTimestamp":"${NOW}"}}`],
  ],
  [
    'one document',
    (maxim) => maxim.retrievalOutput('r1', 'd1'),
    [`retrieval{id=r1,action=end,data={"docs":["d1"],"endTimestamp":"${NOW}"}}`],
  ],
  [
    'evaluators',
    (maxim) => maxim.retrievalEvaluate('r1').withEvaluators('recall'),
    [`retrieval{id=r1,action=evaluate,data={"with":"evaluators","evaluators":["recall"],"timestamp":"${NOW}"}}`],
  ],
  ['its end', (maxim) => maxim.retrievalEnd('r1'), [`retrieval{id=r1,action=end,data={"endTimestamp":"${NOW}"}}`]],
];

const TOOL_CALL: Case[] = [
  [
    'tag',
    (maxim) => maxim.toolCallAddTag('tc1', 'a', 'b'),
    ['tool_call{id=tc1,action=update,data={"tags":{"a":"b"}}}'],
  ],
  [
    'metadata',
    (maxim) => maxim.toolCallMetadata('tc1', { a: 1 }),
    ['tool_call{id=tc1,action=update,data={"metadata":{"a":"1"}}}'],
  ],
  [
    'a result, and its end',
    (maxim) => maxim.toolCallResult('tc1', '4'),
    [
      'tool_call{id=tc1,action=result,data={"result":"4"}}',
      `tool_call{id=tc1,action=end,data={"endTimestamp":"${NOW}"}}`,
    ],
  ],
  [
    'an error, and its end',
    (maxim) => maxim.toolCallError('tc1', { message: 'bad' }),
    [
      'tool_call{id=tc1,action=error,data={"error":{"message":"bad"}}}',
      `tool_call{id=tc1,action=end,data={"endTimestamp":"${NOW}"}}`,
    ],
  ],
];

beforeEach(() => jest.useFakeTimers({ now: Date.parse(NOW) }));
afterEach(() => jest.useRealTimers());

describe.each([
  ['a session', SESSION],
  ['a trace', TRACE],
  ['a parent', CHILDREN],
  ['a span', SPAN],
  ['a generation', GENERATION],
  ['a retrieval', RETRIEVAL],
  ['a tool call', TOOL_CALL],
])('the lines of %s', (_, cases) => {
  it.each(cases)('%s', (_call, act, lines) => {
    const maxim = new Recording();
    act(maxim);
    expect(withoutRandomIds(maxim.drain())).toEqual(lines);
    expect(maxim.reports).toEqual([]);
    maxim.host.open.close();
  });
});
