import { openaiChat } from './openai-chat.js';
import { type Parser } from './parser.js';

/** Every parser of this package, the stricter ones first: OpenAI's shape is what others resemble. */
export const BUILT_IN_PARSERS: readonly Parser[] = [openaiChat];
