import { type Case, expectLines, NOW } from './expect-lines.js';

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

expectLines('a span', SPAN);
