import { openaiChat } from './openai-chat.js';
import { openaiCompletions } from './openai-completions.js';
import { type ParsedRequest, type ParsedResult, type StreamMerge } from './parser.js';
import { fields, isFields, rows, text } from './shape.js';
import { snakeCase } from './snake-case.js';
import { totalParser } from './total.js';

const OWN_MODEL = /^(ft:)?(open-)?(mistral|ministral|mixtral|codestral|pixtral|magistral|devstral|voxtral)/;

const ofMistral = <T extends ParsedRequest | ParsedResult>(parsed: T | undefined): T | undefined =>
  parsed && { ...parsed, provider: 'mistral' };

/** Whether a value is in the library's own spelling, of which there is always one key. */
const isRenamed = (value: unknown): boolean =>
  isFields(value) &&
  (rows(value['choices']).some((choice) => 'finishReason' in choice) || 'promptTokens' in fields(value['usage']));

const message = (value: unknown): unknown => {
  const { content } = fields(value);
  return Array.isArray(content) ? { ...fields(value), content: snakeCase(content) } : value;
};

/** Agents have a model of their own, under whose name they go here; code to be filled in is a prompt. */
function request(value: unknown): ParsedRequest | undefined {
  if (!isFields(value)) return undefined;
  const agent = text(value['agentId']) ?? text(value['agent_id']);
  const model = text(value['model']) ?? (agent !== undefined && /^ag[_:]/.test(agent) ? agent : undefined);
  if (model === undefined || (model !== agent && !OWN_MODEL.test(model))) return undefined;
  const { agentId: _, agent_id: __, messages, ...rest } = value;
  const chat = { ...rest, model, messages: Array.isArray(messages) ? messages.map(message) : messages };
  return ofMistral(openaiChat.request(chat) ?? openaiCompletions.request({ ...rest, model }));
}

class MistralStream implements StreamMerge {
  constructor(private readonly chat: StreamMerge) {}

  add(event: unknown): boolean {
    return this.chat.add(snakeCase(fields(event)['data']));
  }

  result(): ParsedResult | undefined {
    return ofMistral(this.chat.result());
  }
}

/** Mistral's library, which renames what its API sends: chat completions much like OpenAI's. */
export const mistral = totalParser({
  name: 'mistral',
  request,
  result: (value) => (isRenamed(value) ? ofMistral(openaiChat.result(snakeCase(value))) : undefined),
  stream(firstEvent) {
    const chat = openaiChat.stream(snakeCase(fields(firstEvent)['data']));
    return chat && new MistralStream(chat);
  },
});
