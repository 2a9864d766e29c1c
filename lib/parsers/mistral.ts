import { openaiChat } from './openai-chat.js';
import { type ParsedRequest, type ParsedResult, type StreamMerge } from './parser.js';
import { fields, isFields, rows, text } from './shape.js';
import { snakeCase } from './snake-case.js';
import { totalParser } from './total.js';

const OWN_MODEL = /^(open-)?(mistral|ministral|mixtral|codestral|pixtral|magistral|devstral|voxtral)/;

const ofMistral = <T extends ParsedRequest | ParsedResult>(parsed: T | undefined): T | undefined =>
  parsed && { ...parsed, provider: 'mistral' };

/** Whether a value is in the library's own spelling, of which there is always one key. */
const isRenamed = (value: unknown): boolean =>
  isFields(value) &&
  (rows(value['choices']).some((choice) => 'finishReason' in choice) || 'promptTokens' in fields(value['usage']));

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
  request: (value) =>
    isFields(value) && OWN_MODEL.test(text(value['model']) ?? '') ? ofMistral(openaiChat.request(value)) : undefined,
  result: (value) => (isRenamed(value) ? ofMistral(openaiChat.result(snakeCase(value))) : undefined),
  stream(firstEvent) {
    const chat = openaiChat.stream(snakeCase(fields(firstEvent)['data']));
    return chat && new MistralStream(chat);
  },
});
