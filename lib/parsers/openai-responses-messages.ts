import { type ChatMessage } from '../protocol/messages.js';
import { withoutBytes } from './bytes.js';
import { chatMessage } from './chat-messages.js';
import { toldText } from './content-text.js';
import { jsonText } from './json-text.js';
import { present } from './present.js';
import { type Fields, isFields, items, rows, text } from './shape.js';
import { toolCalls } from './tool-calls.js';

/** A part of a message under the name that chat completions give it; what they have no name for stays. */
function part(value: unknown): unknown {
  if (!isFields(value)) return value;
  const { type, text: said, refusal, image_url, detail } = value;
  if (type === 'input_text' || type === 'output_text') return { type: 'text', text: said };
  if (type === 'refusal') return { type: 'text', text: refusal };
  if (type === 'input_image' && text(image_url) !== undefined) {
    return { type: 'image_url', image_url: present({ url: image_url, detail: text(detail) }) };
  }
  return value;
}

/** A call that the app answers: of a function, or of a tool that OpenAI knows, such as a shell. */
function called({ type, call_id, name, arguments: given, input, action, actions, operation }: Fields): ChatMessage {
  const what = {
    name: name ?? String(type).replace(CALL, ''),
    arguments: given ?? input ?? action ?? actions ?? operation,
  };
  return { role: 'assistant', content: null, ...present({ tool_calls: toolCalls([{ id: call_id, function: what }]) }) };
}
const CALL = /_call$/;

const answered = ({ call_id, id, output, status }: Fields): ChatMessage => ({
  role: 'tool',
  content: toldText(output ?? status),
  ...present({ tool_call_id: text(call_id) ?? text(id) }), // A local shell's answer has its call's id for its own.
});

/** An item of the input as a message; none for thoughts that are not told. */
function messages(item: Fields): ChatMessage[] {
  const { type, content, summary, call_id } = item;
  if (String(type).endsWith('_call_output')) return [answered(item)];
  if (CALL.test(String(type)) && text(call_id) !== undefined) return [called(item)];
  if (type === 'reasoning') {
    const thoughts = rows(summary).flatMap((thought) => text(thought['text']) ?? []);
    return thoughts.length > 0 ? [{ role: 'assistant', content: thoughts.join('\n') }] : [];
  }
  const parts = Array.isArray(content) ? items(content).map(part) : content;
  return [chatMessage({ ...item, content: parts }) ?? { role: 'assistant', content: jsonText(withoutBytes(item)) }];
}

/** The messages of a request's `input`, a string or items; undefined for anything else, such as what is to be embedded. */
export function responsesMessages(input: unknown): ChatMessage[] | undefined {
  if (typeof input === 'string') return [{ role: 'user', content: input }];
  if (!Array.isArray(input) || !input.every(isFields)) return undefined;
  return input.flatMap(messages);
}
