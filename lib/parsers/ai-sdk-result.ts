import { aiSdkBlock, aiSdkReason, aiSdkUsage } from './ai-sdk-blocks.js';
import { chatCompletion } from './chat-completion.js';
import { jsonText } from './json-text.js';
import { assistantMessage, type Block, blocksOf, textBlock, thoughtBlock } from './message-blocks.js';
import { type ParsedResult } from './parser.js';
import { present } from './present.js';
import { providerName } from './providers.js';
import { type Fields, fields, isFields, items, number, text } from './shape.js';

/** What `generateText()`, `generateObject()`, one of their steps, or a model itself gives. */
export function isAiSdkResult(value: unknown): value is Fields {
  if (!isFields(value) || !('finishReason' in value)) return false;
  const counts = fields(value['totalUsage'] ?? value['usage']);
  return (
    ['content', 'text', 'toolCalls', 'object'].some((key) => key in value) &&
    ('inputTokens' in counts || 'promptTokens' in counts)
  );
}

function blocks(value: Fields): Block[] {
  if (Array.isArray(value['content'])) return blocksOf(value['content'], aiSdkBlock);
  const { text: said, reasoning, reasoningText = reasoning, toolCalls } = value;
  const object = said === undefined && 'object' in value ? jsonText(value['object']) : said;
  return [
    thoughtBlock(reasoningText),
    textBlock(object),
    ...items(toolCalls).flatMap((call) => blocksOf(call, aiSdkBlock)),
  ];
}

/** The call that a result tells of: of several steps the last, with the tokens of all. */
export function aiSdkResult(value: Fields): ParsedResult {
  const { finishReason, rawFinishReason, usage, totalUsage, response, steps } = value;
  const { id, modelId, timestamp } = fields(response);
  const last = fields(items(steps).at(-1) ?? value);
  const { provider } = fields(last['model']);
  const time = timestamp instanceof Date ? timestamp.getTime() : Date.parse(String(timestamp));
  const choice = {
    index: 0,
    message: assistantMessage(blocks(Array.isArray(last['content']) ? last : value)),
    ...aiSdkReason(finishReason, rawFinishReason),
  };
  return present({
    provider: typeof provider === 'string' ? providerName(provider) : undefined,
    model: text(modelId),
    result: chatCompletion({
      id,
      created: number(time / 1000),
      model: modelId,
      choices: [choice],
      usage: aiSdkUsage(totalUsage ?? usage),
    }),
  });
}

/** Each step of a loop with tools as a call of its own; none for anything but such a result. */
export const aiSdkSteps = (value: unknown): ParsedResult[] =>
  isAiSdkResult(value) ? items(value['steps']).filter(isAiSdkResult).map(aiSdkResult) : [];
