import { type Case, END, expectLines, NOW } from './expect-lines.js';

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
    [`trace{id=t1,action=end,data={"endTimestamp":"${END.toISOString()}","output":"yo"}}`],
  ],
];

expectLines('a trace', TRACE);
