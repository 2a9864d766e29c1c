import { type ChatMessage } from '../protocol/messages.js';
import { aiSdkBlock } from './ai-sdk-blocks.js';
import { aiSdkModel, isAiSdkModel } from './ai-sdk-model.js';
import { aiSdkResult, isAiSdkResult } from './ai-sdk-result.js';
import { AiSdkStream, isAiSdkOpening } from './ai-sdk-stream.js';
import { blocksOf, chatMessagesOf } from './message-blocks.js';
import { modelParameters } from './model-parameters.js';
import { type ParsedRequest } from './parser.js';
import { present } from './present.js';
import { type Fields, fields, isFields, rows, text } from './shape.js';
import { totalParser } from './total.js';

/**
 * A model by the name that the SDK's gateway gives it, told from others' by an option that only the SDK has, or has beside
 * a prompt.
 */
const isNamed = ({ model, system, instructions, prompt, messages, input }: Fields): boolean =>
  typeof model === 'string' &&
  model.includes('/') &&
  (text(system) !== undefined ||
    (text(instructions) !== undefined && input === undefined && (text(prompt) ?? messages) !== undefined));

/** A text, or messages with options of their own. */
const systemMessages = (system: unknown): readonly unknown[] =>
  [system].flat().flatMap((one) => (isFields(one) ? one : one ? { role: 'system', content: one } : []));

const message = (value: unknown): ChatMessage[] => {
  const { role, content } = fields(value);
  return chatMessagesOf(text(role) ?? 'user', blocksOf(content, aiSdkBlock));
};

/** Tools by name, without what executes them. */
const describedTools = (tools: unknown): unknown =>
  isFields(tools)
    ? Object.entries(tools).map(([name, tool]) => present({ name, description: fields(tool)['description'] }))
    : tools;

/** Options of the SDK itself, of which the model hears nothing as they stand. */
const LOCAL = new Set(['output', 'schema', 'experimental_telemetry', 'experimental_output', 'stopWhen']);

function request(value: unknown): ParsedRequest | undefined {
  if (!isFields(value) || !(isAiSdkModel(value['model']) || isNamed(value))) return undefined;
  const { model, instructions, system = instructions, prompt, messages, tools, ...rest } = value;
  const parameters = Object.fromEntries(Object.entries(rest).filter(([key]) => !LOCAL.has(key)));
  const given = Array.isArray(prompt) ? rows(prompt) : [...rows(messages), ...(prompt ? [{ content: prompt }] : [])];
  return {
    ...aiSdkModel(model),
    messages: [...systemMessages(system), ...given].flatMap(message),
    modelParameters: modelParameters({ ...parameters, ...present({ tools: describedTools(tools) }) }),
  };
}

/** Vercel's AI SDK: options and results of its functions, the parts of its streams, and what its models give. */
export const aiSdk = totalParser({
  name: 'ai-sdk',
  request,
  result: (value) => (isAiSdkResult(value) ? aiSdkResult(value) : undefined),
  stream: (firstPart) => (isAiSdkOpening(firstPart) ? new AiSdkStream() : undefined),
});
