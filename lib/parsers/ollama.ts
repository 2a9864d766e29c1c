import { type ChatMessage } from '../protocol/messages.js';
import { chatMessages } from './chat-messages.js';
import { imageBlock } from './message-blocks.js';
import { modelParameters } from './model-parameters.js';
import { isOllamaChunk, OllamaStream } from './ollama-stream.js';
import { type ParsedRequest, type ParsedResult } from './parser.js';
import { present } from './present.js';
import { type Fields, fields, isFields, items, rows, text } from './shape.js';
import { totalParser } from './total.js';

const OWN_KEYS = ['options', 'keep_alive', 'think', 'format', 'raw', 'template'];

/** Whether a request that resembles OpenAI's is Ollama's: by a key of its own. */
const isOllama = (value: Fields): boolean =>
  OWN_KEYS.some((key) => key in value) ||
  (typeof value['prompt'] === 'string' && Array.isArray(value['images'])) ||
  rows(value['messages']).some((message) => 'images' in message || 'tool_name' in message);

/** A text with its images, which Ollama takes as base64 alone, and its library as bytes. */
function withImages(content: unknown, images: unknown): unknown {
  const parts = items(images).flatMap((image) => {
    const bytes = image instanceof Uint8Array ? `[${String(image.length)} bytes]` : text(image);
    const block = bytes === undefined ? undefined : imageBlock(`data:image;base64,${bytes}`);
    return block?.kind === 'part' ? block.part : [];
  });
  return parts.length > 0 ? [{ type: 'text', text: text(content) ?? '' }, ...parts] : content;
}

/** Calls mostly have no id here: the function's name ties a call and its answer. */
const openaiMessage = ({ content, images, tool_calls, tool_name, tool_call_id, ...rest }: Fields): Fields => ({
  ...rest,
  content: withImages(content, images),
  ...present({
    tool_calls:
      tool_calls === undefined
        ? undefined
        : rows(tool_calls).map((call) => ({ id: fields(call['function'])['name'], ...call })),
    name: tool_name,
    tool_call_id: text(tool_call_id) ?? tool_name,
  }),
});

function messagesOf({ messages, prompt, system, images }: Fields): ChatMessage[] | undefined {
  if (Array.isArray(messages)) return chatMessages(rows(messages).map(openaiMessage));
  if (typeof prompt !== 'string') return undefined;
  const opening = text(system) === undefined ? [] : [{ role: 'system', content: system }];
  return chatMessages([...opening, { role: 'user', content: withImages(prompt, images) }]);
}

function request(value: unknown): ParsedRequest | undefined {
  if (!isFields(value) || !isOllama(value)) return undefined;
  const { model, messages: given, prompt, system, images, options, ...rest } = value;
  const name = text(model);
  const messages = messagesOf({ messages: given, prompt, system, images });
  if (name === undefined || messages === undefined) return undefined;
  return {
    provider: 'ollama',
    model: name,
    messages,
    modelParameters: modelParameters({ ...fields(options), ...rest }),
  };
}

function result(value: unknown): ParsedResult | undefined {
  if (!isOllamaChunk(value)) return undefined;
  const merge = new OllamaStream();
  merge.add(value);
  return merge.result();
}

/** Ollama's own API: chat, generate, and the usage of embeddings. */
export const ollama = totalParser({
  name: 'ollama',
  request,
  result,
  stream: (firstChunk) => (isOllamaChunk(firstChunk) ? new OllamaStream() : undefined),
});
