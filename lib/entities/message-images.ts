import { type ChatMessage, type MessagePart } from '../protocol/messages.js';

/** An image that stood in a message. */
export interface MessageImage {
  readonly mimeType: string;
  readonly data: Uint8Array;
}

/** Bytes in base64; what was captured from the wire tells their number in their stead. */
const INLINE = /^data:(image\/[\w.+-]+);base64,(?!\[)/;

/**
 * Messages without the images that stand in them as data URLs; the very same messages where there are none. A single
 * text that is left becomes the content itself.
 *
 * @param take gets each image
 */
export function withoutImages(
  messages: readonly ChatMessage[],
  take: (image: MessageImage) => void,
): readonly ChatMessage[] {
  try {
    return messages.some(hasImage) ? messages.map((message) => withoutItsImages(message, take)) : messages;
  } catch {
    // Messages that cannot be read are described as they are further on.
    return messages;
  }
}

const hasImage = ({ content }: ChatMessage): boolean =>
  Array.isArray(content) && content.some((part) => urlOf(part) !== undefined);

function withoutItsImages(message: ChatMessage, take: (image: MessageImage) => void): ChatMessage {
  const { content } = message;
  if (!hasImage(message) || !Array.isArray(content)) return message;
  const rest: MessagePart[] = [];
  for (const part of content) {
    const url = urlOf(part);
    if (url === undefined) rest.push(part);
    else take({ mimeType: url.mimeType, data: Buffer.from(url.base64, 'base64') });
  }
  const [only] = rest;
  if (only === undefined) return { ...message, content: '' };
  const text = rest.length === 1 && 'text' in only && typeof only.text === 'string' ? only.text : undefined;
  return { ...message, content: text ?? rest };
}

/** What a part holds, where it is an image that stands in its own URL. */
function urlOf(part: MessagePart): { mimeType: string; base64: string } | undefined {
  if (part.type !== 'image_url' || !('image_url' in part)) return undefined;
  const image = part.image_url;
  const url = typeof image === 'object' && image !== null && 'url' in image ? image.url : image;
  if (typeof url !== 'string') return undefined;
  const [head, mimeType] = INLINE.exec(url) ?? [];
  return head === undefined || mimeType === undefined ? undefined : { mimeType, base64: url.slice(head.length) };
}
