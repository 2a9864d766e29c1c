import { type Case, END, expectLines, NOW } from './expect-lines.js';

const RESULT = {
  id: 'r',
  object: 'chat.completion',
  created: 1_767_225_600,
  model: 'gpt-4o',
  choices: [{ index: 0, message: { role: 'assistant', content: 'yo' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 },
};

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

expectLines('a generation', GENERATION);
