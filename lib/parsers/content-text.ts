import { withoutBytes } from './bytes.js';
import { jsonText } from './json-text.js';
import { type Fields, isFields, items, rows, text } from './shape.js';

/** What a model said, apart from its tool calls. */
export interface Said {
  /** Null where it said nothing. */
  content: string | null;
  reasoning?: string;
  /** What is neither text nor thought: images, references. */
  parts?: readonly Fields[];
}

const THOUGHT_TYPES = new Set(['thinking', 'reasoning', 'reasoning-delta']);

/** The text of a part: its own, or that of the parts inside it. */
function partText(part: Fields): string {
  const own = text(part['text']) ?? text(part['thinking']) ?? text(part['reasoning']);
  if (own !== undefined) return own;
  return items(part['thinking'] ?? part['content'])
    .map((inner) => (isFields(inner) ? partText(inner) : (text(inner) ?? '')))
    .join('');
}

/** What a tool answered: text, or parts of which the texts are joined; anything else as JSON, bytes by their size. */
export function toldText(content: unknown): string {
  if (typeof content === 'string') return content;
  const texts = rows(content).flatMap((part) => text(part['text']) ?? []);
  const isText = Array.isArray(content) && content.length > 0 && texts.length === content.length;
  return isText ? texts.join('') : jsonText(withoutBytes(content));
}

/** The text of a message's content, a string or parts; parts with a model's thoughts apart. */
export function contentText(content: unknown): Said {
  if (!Array.isArray(content)) return { content: typeof content === 'string' ? content : null };
  let [said, thought] = ['', ''];
  const parts: Fields[] = [];
  for (const part of items(content)) {
    if (typeof part === 'string') said += part;
    else if (isFields(part) && THOUGHT_TYPES.has(String(part['type']))) thought += partText(part);
    else if (isFields(part) && typeof part['text'] === 'string') said += part['text'];
    else if (isFields(part)) parts.push(part);
  }
  return {
    content: said === '' ? null : said,
    ...(thought !== '' && { reasoning: thought }),
    ...(parts.length > 0 && { parts }),
  };
}
