import { type ChatMessage } from '../protocol/messages.js';
import { geminiBlock } from './gemini-blocks.js';
import { GeminiStream } from './gemini-stream.js';
import { blocksOf, chatMessagesOf } from './message-blocks.js';
import { modelParameters } from './model-parameters.js';
import { type ParsedRequest } from './parser.js';
import { present } from './present.js';
import { type Fields, fields, isFields, items, rows, text } from './shape.js';
import { totalParser } from './total.js';

const content = (value: unknown, role: string): ChatMessage[] =>
  chatMessagesOf(role, blocksOf(isFields(value) && 'parts' in value ? value['parts'] : value, geminiBlock));

const ROLES = new Map<unknown, string>([['model', 'assistant']]);

/** The messages of `contents`: a text, a part, parts of one message, or contents with roles. */
function contents(value: unknown): ChatMessage[] {
  const list = items(Array.isArray(value) ? value : [value]);
  if (!list.some((item) => isFields(item) && 'parts' in item)) return content(value, 'user');
  return list.flatMap((item) => {
    const role = fields(item)['role'];
    return content(item, ROLES.get(role) ?? text(role) ?? 'user');
  });
}

/** Parameters as the library takes them (`config`) or as they go over the wire (`generationConfig`), in one list. */
function parameters({ config, generation_config, generationConfig = generation_config, ...rest }: Fields): Fields {
  const { httpOptions: _, systemInstruction: __, ...given } = fields(config);
  return modelParameters({ ...rest, ...fields(generationConfig), ...given });
}

/** Contents alone may be anyone's; with a model, or with parts in them, they are Gemini's. */
const isGemini = ({ contents: given, model }: Fields): boolean =>
  (text(model) !== undefined && given !== undefined && given !== null) || rows(given).some((item) => 'parts' in item);

function request(value: unknown): ParsedRequest | undefined {
  if (!isFields(value) || !isGemini(value)) return undefined;
  const { model, contents: given, system_instruction, systemInstruction = system_instruction, ...rest } = value;
  const system = systemInstruction ?? fields(rest['config'])['systemInstruction'];
  const opening = system ? content(system, 'system') : [];
  return present({
    provider: 'google',
    model: text(model)?.replace(/^models\//, ''),
    messages: [...opening, ...contents(given)],
    modelParameters: parameters(rest),
  });
}

/** A response, whole or in part; one without candidates tells what the prompt cost all the same. */
const isResponse = (value: unknown): boolean =>
  isFields(value) &&
  (Array.isArray(value['candidates']) || isFields(value['promptFeedback']) || isFields(value['usageMetadata']));

/** Google's Gemini, through its own API and through Vertex AI. */
export const gemini = totalParser({
  name: 'gemini',
  request,
  result(value) {
    if (!isResponse(value)) return undefined;
    const merge = new GeminiStream();
    merge.add(value);
    return merge.result();
  },
  stream: (firstChunk) => (isResponse(firstChunk) ? new GeminiStream() : undefined),
});
