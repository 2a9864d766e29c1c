import { aiSdkEmbeddings } from './ai-sdk-embeddings.js';
import { aiSdk } from './ai-sdk.js';
import { anthropic } from './anthropic.js';
import { bedrockConverse } from './bedrock-converse.js';
import { bedrockInvoke } from './bedrock-invoke.js';
import { bedrockText } from './bedrock-text.js';
import { cohere } from './cohere.js';
import { geminiEmbeddings } from './gemini-embeddings.js';
import { gemini } from './gemini.js';
import { langchain } from './langchain.js';
import { mistral } from './mistral.js';
import { ollama } from './ollama.js';
import { openaiChat } from './openai-chat.js';
import { openaiCompletions } from './openai-completions.js';
import { openaiEmbeddings } from './openai-embeddings.js';
import { openaiResponses } from './openai-responses.js';
import { type Parser } from './parser.js';

/** Every parser of this package, the stricter ones first: OpenAI's shape is what others resemble. */
export const BUILT_IN_PARSERS: readonly Parser[] = [
  bedrockInvoke,
  aiSdkEmbeddings,
  aiSdk,
  langchain,
  anthropic,
  geminiEmbeddings,
  gemini,
  bedrockConverse,
  bedrockText,
  mistral,
  cohere,
  ollama,
  openaiEmbeddings,
  openaiResponses,
  openaiCompletions,
  openaiChat,
];
