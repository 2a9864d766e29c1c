import { completionSaying } from '../protocol/completion-saying.js';
import { REDACTED } from './marks.js';
import { isRecord, type PlainRecord } from './plain.js';

const RESULT_KEYS = ['id', 'object', 'created', 'created_at', 'model', 'status', 'usage', 'cost', 'service_tier'];
const ITEM_KEYS = ['type', 'id', 'call_id', 'status', 'role', 'name'];

/**
 * A value as a generation's result. An object is one, unless it stands for another and has nothing of it; anything else
 * is what the model said, in the original's choices.
 *
 * @param textOf what is no object, as text
 */
export function answering(value: unknown, textOf: (value: unknown) => string, original: unknown): unknown {
  if (isRecord(value) && (hasAnswer(value) || !hasAnswer(original))) return value;
  const said = textOf(value);
  return hasAnswer(original) ? withoutAnswer(original, said, said, REDACTED) : completionSaying(said);
}

/** Whether it is of one of the shapes that the server knows. */
const hasAnswer = (result: unknown): result is PlainRecord =>
  isRecord(result) &&
  (Array.isArray(result['choices']) || Array.isArray(result['output']) || isRecord(result['error']));

/**
 * A generation's result without what the model said: what it is, its usage, cost and finish reasons, its roles and the
 * names of its tool calls stay. Only known keys do, so that nothing said slips through in another.
 *
 * @param said what stands where the model's words were
 * @param failed what stands where an error's message was
 * @param passed what stands where the arguments of its tool calls were
 */
export function withoutAnswer(result: PlainRecord, said: string, failed: string, passed = said): PlainRecord {
  const { choices, output, error } = result;
  return {
    ...pick(result, RESULT_KEYS),
    ...(Array.isArray(choices) && {
      choices: choices.filter(isRecord).map((choice) => choiceSaying(choice, said, passed)),
    }),
    ...(Array.isArray(output) && { output: output.filter(isRecord).map((item) => itemSaying(item, said, passed)) }),
    ...(isRecord(error) && { error: { ...pick(error, ['code', 'type']), message: failed } }),
  };
}

/** Of a chat completion, or of a text completion. */
function choiceSaying(choice: PlainRecord, said: string, passed: string): PlainRecord {
  const { message } = choice;
  return {
    ...pick(choice, ['index']),
    ...('text' in choice && { text: said }),
    ...(isRecord(message) && { message: messageSaying(message, said, passed) }),
    ...pick(choice, ['finish_reason']),
  };
}

function messageSaying(message: PlainRecord, said: string, passed: string): PlainRecord {
  const { tool_calls: calls } = message;
  return {
    ...pick(message, ['role']),
    content: said,
    ...(Array.isArray(calls) && { tool_calls: calls.filter(isRecord).map((call) => callPassing(call, passed)) }),
  };
}

function callPassing(call: PlainRecord, passed: string): PlainRecord {
  const { function: called } = call;
  return {
    ...pick(call, ['id', 'type']),
    ...(isRecord(called) && { function: { ...pick(called, ['name']), arguments: passed } }),
  };
}

/** Of a Responses object. */
function itemSaying(item: PlainRecord, said: string, passed: string): PlainRecord {
  return {
    ...pick(item, ITEM_KEYS),
    ...('arguments' in item && { arguments: passed }),
    ...('content' in item && { content: [{ type: 'output_text', text: said }] }),
  };
}

const pick = (record: PlainRecord, keys: readonly string[]): PlainRecord =>
  Object.fromEntries(keys.filter((key) => key in record).map((key) => [key, record[key]]));
