import { type Received, type Reply } from '../parsers/provider-server.js';
import { messages } from './answers/anthropic.js';
import { converse, invoke } from './answers/bedrock.js';
import { embed, generate } from './answers/google.js';
import { chat, embeddings, responses } from './answers/openai.js';
import { cohere, gateway, ollama } from './answers/others.js';
import { type Scenario } from './answers/scenario.js';

/** Each API by the path of its requests. */
export const ANSWERS: readonly (readonly [path: RegExp, answer: (request: Received, scenario: Scenario) => Reply])[] = [
  [/\/chat\/completions/, chat],
  [/\/responses/, responses],
  [/\/embeddings/, embeddings],
  [/\/v1\/messages/, messages],
  [/:(streamG|g)enerateContent/, generate],
  [/:batchEmbedContents/, embed],
  [/\/converse/, converse],
  [/\/invoke/, invoke],
  [/\/api\/chat/, ollama],
  [/\/v2\/chat/, cohere],
  [/\/language-model/, gateway],
];

/** Answers every API in its own wire format, streamed where the request asks for it. */
export function answerLlm(request: Received, scenario: Scenario = 'words'): Reply {
  const known = ANSWERS.find(([path]) => path.test(request.path));
  return known ? known[1](request, scenario) : { json: { ok: true } };
}
