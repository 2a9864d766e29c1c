import { anthropic } from './anthropic.js';
import { openaiChat } from './openai-chat.js';
import { openaiCompletions } from './openai-completions.js';
import { openaiEmbeddings } from './openai-embeddings.js';
import { openaiResponses } from './openai-responses.js';
import { type Parser } from './parser.js';

/** Every parser of this package, the stricter ones first: OpenAI's shape is what others resemble. */
export const BUILT_IN_PARSERS: readonly Parser[] = [
  anthropic,
  openaiEmbeddings,
  openaiResponses,
  openaiCompletions,
  openaiChat,
];
