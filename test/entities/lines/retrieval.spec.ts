import { type Case, expectLines, NOW } from './expect-lines.js';

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

expectLines('a retrieval', RETRIEVAL);
