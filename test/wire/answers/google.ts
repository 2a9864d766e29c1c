import { type Received, type Reply } from '../../parsers/provider-server.js';
import { broken, call, failure, pieces, type Scenario, text } from './scenario.js';

const modelVersion = 'gemini-2.5-flash';

export function generate({ path }: Received, scenario: Scenario): Reply {
  const usageMetadata = { promptTokenCount: 3, candidatesTokenCount: 4, totalTokenCount: 7 };
  const response = (part: object, finishReason?: string) => ({
    candidates: [{ content: { role: 'model', parts: [part] }, index: 0, ...(finishReason && { finishReason }) }],
    ...{ modelVersion, responseId: 'resp_1' },
    ...(finishReason && { usageMetadata }),
  });
  const called = { functionCall: { name: call.name, args: call.input } };
  if (!path.includes(':stream')) return { json: response(scenario === 'call' ? called : { text }, 'STOP') };
  const parts = scenario === 'call' ? [called] : pieces.map((piece) => ({ text: piece }));
  const chunks = parts.map((part, index) => response(part, index === parts.length - 1 ? 'STOP' : undefined));
  const error = { error: { code: 503, message: failure, status: 'UNAVAILABLE' } };
  const events = broken<object>(scenario, chunks, 1, error);
  return path.includes('alt=sse') ? { events } : { raw: ['application/json', JSON.stringify(events, null, 1)] };
}

export const embed = (): Reply => ({
  json: { embeddings: [{ values: [0.1, 0.2] }], usageMetadata: { promptTokenCount: 3, totalTokenCount: 3 } },
});
