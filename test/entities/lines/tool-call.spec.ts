import { type Case, expectLines, NOW } from './expect-lines.js';

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

expectLines('a tool call', TOOL_CALL);
