import { anthropic } from '../parsers/anthropic.js';
import { bedrockConverse } from '../parsers/bedrock-converse.js';
import { bedrockInvoke } from '../parsers/bedrock-invoke.js';
import { cohere } from '../parsers/cohere.js';
import { gemini } from '../parsers/gemini.js';
import { ollama } from '../parsers/ollama.js';
import { openaiChat } from '../parsers/openai-chat.js';
import { openaiCompletions } from '../parsers/openai-completions.js';
import { openaiEmbeddings } from '../parsers/openai-embeddings.js';
import { openaiResponses } from '../parsers/openai-responses.js';
import { type Parser } from '../parsers/parser.js';
import { type Fields } from '../parsers/shape.js';

/** An API as it is told by the path of its requests. */
export interface Api {
  /** What is asked for, as it stands in a generation's name. */
  readonly operation: string;
  /** Whose API it is, on a host that no table knows. */
  readonly provider: string;
  /** The end of the path; its first group is the model, still encoded. */
  readonly path: RegExp;
  readonly parser: Parser;
  /** A body as the parser takes it, which may want to know what only the path says. */
  request(body: Fields, model: string | undefined): unknown;
  result(body: unknown): unknown;
}

const withModel = (body: Fields, model: string | undefined): unknown =>
  model === undefined ? body : { model, ...body };
const itself = (body: unknown): unknown => body;

const api = (operation: string, provider: string, path: RegExp, parser: Parser, rest: Partial<Api> = {}): Api => ({
  ...{ operation, provider, path, parser, request: withModel, result: itself },
  ...rest,
});

/** Bedrock's envelopes are the library's; on the wire the model is in the path and the vendor's body stands alone. */
export const BEDROCK_CONVERSE = api('converse', 'bedrock', /\/model\/([^/]+)\/converse(?:-stream)?$/, bedrockConverse, {
  request: (body, modelId) => ({ ...body, modelId }),
});
export const BEDROCK_INVOKE = api(
  'invoke',
  'bedrock',
  /\/model\/([^/]+)\/invoke(?:-with-response-stream)?$/,
  bedrockInvoke,
  {
    request: (body, modelId) => ({ modelId, body: JSON.stringify(body) }),
    result: (body) => ({ $metadata: {}, body: JSON.stringify(body) }),
  },
);

/** The APIs whose calls are recognised, the more special paths first. */
export const APIS: readonly Api[] = [
  api('chat', 'openai', /(?:\/deployments\/([^/]+))?\/chat\/completions$/, openaiChat),
  api('fim', 'mistral', /\/fim\/completions$/, openaiChat),
  api('agents', 'mistral', /\/agents\/completions$/, openaiChat, {
    request: (body) => withModel(body, typeof body['agent_id'] === 'string' ? body['agent_id'] : undefined),
  }),
  api('completions', 'openai', /(?:\/v\d+|\/deployments\/([^/]+))\/completions$/, openaiCompletions),
  api('responses', 'openai', /\/responses$/, openaiResponses),
  api('messages', 'anthropic', /\/v1\/messages$/, anthropic),
  api('messages', 'anthropic', /\/models\/([^/:]+):(?:r|streamR)awPredict$/, anthropic),
  api('generate', 'google', /\/(?:models|tunedModels|endpoints)\/([^/:]+):(?:g|streamG)enerateContent$/, gemini),
  BEDROCK_CONVERSE,
  BEDROCK_INVOKE,
  api('chat', 'ollama', /\/api\/chat$/, ollama),
  api('generate', 'ollama', /\/api\/generate$/, ollama),
  api('embeddings', 'ollama', /\/api\/embed$/, ollama),
  api('chat', 'cohere', /\/v2\/chat$/, cohere),
  api('embeddings', 'openai', /(?:\/deployments\/([^/]+))?\/embeddings$/, openaiEmbeddings),
];
