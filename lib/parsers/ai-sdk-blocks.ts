import { type Usage } from '../protocol/result.js';
import { finishReason, type FinishReason } from './finish-reason.js';
import {
  type Block,
  answerBlock,
  callBlock,
  imageBlock,
  otherBlock,
  textBlock,
  thoughtBlock,
} from './message-blocks.js';
import { type Fields, fields, isFields, number, text } from './shape.js';
import { usage } from './usage.js';

/** The address of a file's data: itself, or its base64 with the media type. */
function address(data: unknown, mediaType: unknown): string | undefined {
  if (data instanceof URL) return data.href;
  if (typeof data !== 'string') return undefined;
  return /^(https?|data):/.test(data) ? data : `data:${text(mediaType) ?? 'image'};base64,${data}`;
}

/** The data of a file, which version 4 of the SDK's models puts into an object that tells its kind. */
function fileData(data: unknown): unknown {
  const { type, ...told } = fields(data);
  return type === 'data' ? told['data'] : type === 'url' ? told['url'] : data;
}

/** A part of a message or a result of the AI SDK. */
export function aiSdkBlock(value: Fields): Block | undefined {
  const { type, toolCallId, toolName, mediaType } = value;
  switch (type) {
    case 'text':
      return textBlock(value['text'], value['citations']);
    case 'reasoning':
      return thoughtBlock(value['text']);
    case 'tool-call':
      return callBlock(toolCallId, toolName, value['input'] ?? value['args'] ?? {});
    case 'tool-result':
    case 'tool-error': {
      const { output = value['result'] ?? value['error'] } = value;
      const told = isFields(output) && 'value' in output ? output['value'] : output;
      return answerBlock(toolCallId, told, toolName);
    }
    case 'image':
    case 'file': {
      const { base64Data, uint8ArrayData, mediaType: kind = mediaType } = fields(value['file']); // What a model made.
      const data = fileData(value['image'] ?? value['data'] ?? base64Data ?? uint8ArrayData);
      const url = address(data, kind);
      const isImage = type === 'image' || text(kind)?.startsWith('image/') === true;
      if (isImage && url !== undefined) return imageBlock(url);
      return otherBlock('file' in value ? { type, mediaType: kind, data } : value);
    }
    default:
      return otherBlock(value);
  }
}

/** Counts stand as numbers, since version 3 of its models with the total among their parts. */
export function aiSdkUsage(value: unknown): Usage | undefined {
  if (!isFields(value)) return undefined;
  const { inputTokens, outputTokens, totalTokens, promptTokens, completionTokens, raw: _, ...details } = value;
  const total = (count: unknown): number | undefined => number(isFields(count) ? count['total'] : count);
  return usage(
    {
      prompt: total(inputTokens) ?? promptTokens,
      completion: total(outputTokens) ?? completionTokens,
      total: totalTokens,
    },
    { inputTokens, outputTokens, ...details },
  );
}

/** A reason is a word, since version 3 of its models with the provider's own beside it. */
export function aiSdkReason(reason: unknown, raw: unknown): FinishReason {
  const { unified, raw: inner } = fields(reason);
  const told = finishReason(unified ?? reason);
  const native = text(inner ?? raw);
  return native === undefined || native === told.finish_reason
    ? { finish_reason: told.finish_reason }
    : { ...told, native_finish_reason: native };
}
