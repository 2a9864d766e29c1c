import { newId } from '../protocol/ids.js';
import {
  type Block,
  answerBlock,
  callBlock,
  imageBlock,
  otherBlock,
  textBlock,
  thoughtBlock,
} from './message-blocks.js';
import { type Fields, fields, isFields, text } from './shape.js';

/** What stands beside what a part is, or is an empty text. */
const BESIDE = new Set([
  ...['text', 'thought', 'thoughtSignature', 'thought_signature', 'videoMetadata', 'video_metadata'],
  ...['mediaResolution', 'media_resolution', 'partMetadata', 'part_metadata'],
]);

/**
 * A part of Gemini's content, in either spelling that the API takes. Gemini mostly gives calls no id, and names the function in its answer: in a request the
 * function's name is the id that ties the two.
 */
export function geminiBlock(value: Fields): Block | undefined {
  const { thought } = value;
  const functionCall = value['functionCall'] ?? value['function_call'];
  const functionResponse = value['functionResponse'] ?? value['function_response'];
  const inlineData = value['inlineData'] ?? value['inline_data'];
  if (text(value['text']) !== undefined)
    return thought === true ? thoughtBlock(value['text']) : textBlock(value['text']);
  if (isFields(functionCall)) {
    return callBlock(
      text(functionCall['id']) ?? functionCall['name'],
      functionCall['name'],
      functionCall['args'] ?? {},
    );
  }
  if (isFields(functionResponse)) {
    const { id, name, response, parts } = functionResponse;
    return answerBlock(text(id) ?? name, Array.isArray(parts) ? { ...fields(response), parts } : response, name);
  }
  if (isFields(inlineData)) {
    const { mime_type, mimeType = mime_type, data } = inlineData;
    const isImage = text(mimeType)?.startsWith('image/') === true;
    return isImage ? imageBlock(`data:${String(mimeType)};base64,${String(data)}`) : otherBlock(value, 'inlineData');
  }
  const kind = Object.keys(value).find((key) => !BESIDE.has(key));
  return kind === undefined ? undefined : otherBlock(value, kind);
}

/** A part of a result: a call without an id gets a new one, for it is to name a tool call of its own. */
export function geminiResultBlock(value: Fields): Block | undefined {
  const block = geminiBlock(value);
  if (block?.kind !== 'call' || text(fields(value['functionCall'])['id']) !== undefined) return block;
  return { kind: 'call', call: { ...block.call, id: newId() } };
}
