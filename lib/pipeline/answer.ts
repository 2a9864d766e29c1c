import { isRecord, type PlainRecord } from './plain.js';

const RESULT_KEYS = ['id', 'object', 'created', 'created_at', 'model', 'status', 'usage', 'cost', 'service_tier'];
const ITEM_KEYS = ['type', 'id', 'call_id', 'status', 'role', 'name'];

/**
 * A generation's result without what the model said: what it is, its usage, cost and finish reasons, its roles and the
 * names of its tool calls stay. Only known keys do, so that nothing said slips through in another.
 *
 * @param said what stands where the model's words were
 * @param failed what stands where an error's message was
 */
export function withoutAnswer(result: PlainRecord, said: string, failed: string): PlainRecord {
  const { choices, output, error } = result;
  return {
    ...pick(result, RESULT_KEYS),
    ...(Array.isArray(choices) && { choices: choices.filter(isRecord).map((choice) => choiceSaying(choice, said)) }),
    ...(Array.isArray(output) && { output: output.filter(isRecord).map((item) => itemSaying(item, said)) }),
    ...(isRecord(error) && { error: { ...pick(error, ['code', 'type']), message: failed } }),
  };
}

/** Of a chat completion, or of a text completion. */
function choiceSaying(choice: PlainRecord, said: string): PlainRecord {
  const { message } = choice;
  return {
    ...pick(choice, ['index']),
    ...('text' in choice && { text: said }),
    ...(isRecord(message) && { message: messageSaying(message, said) }),
    ...pick(choice, ['finish_reason']),
  };
}

function messageSaying(message: PlainRecord, said: string): PlainRecord {
  const { tool_calls: calls } = message;
  return {
    ...pick(message, ['role']),
    content: said,
    ...(Array.isArray(calls) && { tool_calls: calls.filter(isRecord).map((call) => callSaying(call, said)) }),
  };
}

function callSaying(call: PlainRecord, said: string): PlainRecord {
  const { function: called } = call;
  return {
    ...pick(call, ['id', 'type']),
    ...(isRecord(called) && { function: { ...pick(called, ['name']), arguments: said } }),
  };
}

/** Of a Responses object. */
function itemSaying(item: PlainRecord, said: string): PlainRecord {
  return {
    ...pick(item, ITEM_KEYS),
    ...('arguments' in item && { arguments: said }),
    ...('content' in item && { content: [{ type: 'output_text', text: said }] }),
  };
}

const pick = (record: PlainRecord, keys: readonly string[]): PlainRecord =>
  Object.fromEntries(keys.filter((key) => key in record).map((key) => [key, record[key]]));
