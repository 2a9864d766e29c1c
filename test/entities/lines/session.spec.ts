import { type Case, END, expectLines, NOW, START } from './expect-lines.js';

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

expectLines('a session', SESSION);
