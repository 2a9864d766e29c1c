import { type ChatCompletionChoice, type Usage } from '../protocol/result.js';
import { chatCompletion } from './chat-completion.js';
import { finishReason } from './finish-reason.js';
import { isLangchainMessage, langchainBlocks, messageType } from './langchain-messages.js';
import { assistantMessage } from './message-blocks.js';
import { type ParsedResult } from './parser.js';
import { present } from './present.js';
import { providerName } from './providers.js';
import { type Fields, fields, isFields, items, number, rows, text } from './shape.js';
import { openaiUsage, usage } from './usage.js';

/** Usage under LangChain's own names, else as the provider's library told it. */
function langchainUsage(metadata: unknown, response: Fields): Usage | undefined {
  const { input_tokens, output_tokens, total_tokens } = fields(metadata);
  const { promptTokens, completionTokens, totalTokens } = fields(response['tokenUsage']);
  return (
    usage({ prompt: input_tokens, completion: output_tokens, total: total_tokens }, fields(metadata)) ??
    usage({ prompt: promptTokens, completion: completionTokens, total: totalTokens }) ??
    openaiUsage(response['usage'])
  );
}

/** Adds up counts, at any depth: each chunk tells its own, and the answer to each prompt. */
export function added(before: Fields | undefined, counts: unknown): Fields {
  const sums = Object.entries(fields(counts)).map(([key, count]): [string, unknown] =>
    isFields(count)
      ? [key, added(fields(before?.[key]), count)]
      : [key, (number(before?.[key]) ?? 0) + (number(count) ?? 0)],
  );
  return { ...before, ...Object.fromEntries(sums) };
}

/** Why a model ended, as the provider's library tells it. */
export const reasonOf = (metadata: Fields): unknown =>
  metadata['finish_reason'] ??
  metadata['stop_reason'] ??
  metadata['finishReason'] ??
  metadata['stopReason'] ??
  metadata['done_reason'];

function choice(message: Fields, index: number, info: Fields = {}): ChatCompletionChoice {
  const reason = reasonOf({ ...info, ...fields(message['response_metadata']) });
  return { index, message: assistantMessage(langchainBlocks(message)), ...finishReason(reason) };
}

function parsed(message: Fields, choices: ChatCompletionChoice[], counts: Usage | undefined): ParsedResult {
  const { model_name, model, modelId, model_provider } = fields(message['response_metadata']);
  const name = text(model_name) ?? text(model) ?? text(modelId);
  return present({
    provider: typeof model_provider === 'string' ? providerName(model_provider) : undefined,
    model: name,
    result: chatCompletion({ id: message['id'], model: name, choices, usage: counts }),
  });
}

/** A message of a model as a chat completion. */
export function messageResult(message: Fields): ParsedResult {
  const counts = langchainUsage(message['usage_metadata'], fields(message['response_metadata']));
  return parsed(message, [choice(message, 0)], counts);
}

/** The tokens of all prompts; those of one stand in each of its generations. */
function promptsUsage(generations: unknown): Fields | undefined {
  const each = items(generations).flatMap((some) => {
    const { usage_metadata } = fields(fields(items(some)[0])['message']);
    return isFields(usage_metadata) ? usage_metadata : [];
  });
  return each.length > 0 ? each.reduce<Fields>(added, {}) : undefined;
}

/** What `generate()` gives and callbacks hear: for each prompt a list of generations, each a choice here. */
export function llmResult({ generations, llmOutput }: Fields): ParsedResult {
  const list = items(generations).flatMap((some) => (Array.isArray(some) ? rows(some) : isFields(some) ? [some] : []));
  const messages = list.map((generation): Fields => {
    const { message, text: said } = generation;
    return isFields(message) ? message : { content: said };
  });
  const choices = messages.map((message, index) => choice(message, index, fields(list[index]?.['generationInfo'])));
  const first = messages[0] ?? {};
  const counts =
    langchainUsage(undefined, fields(llmOutput)) ??
    langchainUsage(promptsUsage(generations) ?? first['usage_metadata'], fields(first['response_metadata']));
  return parsed(first, choices, counts);
}

/** The answer in a value: a model's message itself, or the last of a graph's state. */
export function langchainAnswer(value: unknown): Fields | undefined {
  const message = isLangchainMessage(value) ? value : rows(fields(value)['messages']).at(-1);
  return isLangchainMessage(message) && messageType(message) === 'ai' ? message : undefined;
}
