import {
  type Block,
  answerBlock,
  callBlock,
  imageBlock,
  otherBlock,
  textBlock,
  thoughtBlock,
} from './message-blocks.js';
import { type Fields, fields, text } from './shape.js';

/** A content block of Anthropic's messages. */
export function anthropicBlock(value: Fields): Block | undefined {
  switch (value['type']) {
    case 'text':
      return textBlock(value['text'], value['citations']);
    case 'thinking':
      return thoughtBlock(value['thinking']);
    case 'redacted_thinking':
      return undefined;
    case 'tool_use':
      return callBlock(value['id'], value['name'], value['input']);
    case 'tool_result':
      return answerBlock(value['tool_use_id'], value['content'] ?? '');
    case 'image': {
      const { type, media_type, data, url } = fields(value['source']);
      if (type === 'base64') return imageBlock(`data:${String(media_type)};base64,${String(data)}`);
      return text(url) === undefined ? otherBlock(value) : imageBlock(url); // An uploaded file has an id alone.
    }
    default:
      return otherBlock(value);
  }
}
