import { awsEventStream, awsException } from '../../parsers/aws-event-stream.js';
import { type Received, type Reply } from '../../parsers/provider-server.js';
import { messageEvents, messages } from './anthropic.js';
import { call, callPieces, failure, pieces, type Scenario, text } from './scenario.js';

/** Events of a stream, and the exception that ends it where something failed. */
const streamed = (scenario: Scenario, events: readonly object[], after: number): Reply =>
  scenario === 'failure'
    ? awsEventStream(events.slice(0, after), awsException('throttlingException', failure))
    : awsEventStream(events);

export function converse({ path }: Received, scenario: Scenario): Reply {
  const usage = { inputTokens: 3, outputTokens: 4, totalTokens: 7 };
  const isCall = scenario === 'call';
  const stopReason = isCall ? 'tool_use' : 'end_turn';
  const opened = { toolUseId: call.id, name: call.name };
  if (!path.endsWith('-stream')) {
    const content = isCall ? [{ toolUse: { ...opened, input: call.input } }] : [{ text }];
    return {
      json: { output: { message: { role: 'assistant', content } }, stopReason, usage, metrics: { latencyMs: 1 } },
    };
  }
  const deltas = isCall
    ? callPieces.map((input) => ({ toolUse: { input } }))
    : pieces.map((piece) => ({ text: piece }));
  const events = [
    { messageStart: { role: 'assistant' } },
    ...(isCall ? [{ contentBlockStart: { contentBlockIndex: 0, start: { toolUse: opened } } }] : []),
    ...deltas.map((delta) => ({ contentBlockDelta: { contentBlockIndex: 0, delta } })),
    { contentBlockStop: { contentBlockIndex: 0 } },
    { messageStop: { stopReason } },
    { metadata: { usage, metrics: { latencyMs: 1 } } },
  ];
  return streamed(scenario, events, 2);
}

/** Anthropic's API in Bedrock's envelope. */
export function invoke(request: Received, scenario: Scenario): Reply {
  if (!request.path.endsWith('-stream')) return messages(request, scenario);
  const events = messageEvents(scenario === 'failure' ? 'words' : scenario).map((event) => ({
    chunk: { bytes: Buffer.from(JSON.stringify(event)).toString('base64') },
  }));
  return streamed(scenario, events, 4);
}
