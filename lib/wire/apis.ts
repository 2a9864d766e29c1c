import { aiSdkEmbeddings } from '../parsers/ai-sdk-embeddings.js';
import { aiSdk } from '../parsers/ai-sdk.js';
import { anthropic } from '../parsers/anthropic.js';
import { bedrockConverse } from '../parsers/bedrock-converse.js';
import { bedrockInvoke } from '../parsers/bedrock-invoke.js';
import { cohere } from '../parsers/cohere.js';
import { geminiEmbeddings } from '../parsers/gemini-embeddings.js';
import { gemini } from '../parsers/gemini.js';
import { ollama } from '../parsers/ollama.js';
import { openaiChat } from '../parsers/openai-chat.js';
import { openaiCompletions } from '../parsers/openai-completions.js';
import { openaiEmbeddings } from '../parsers/openai-embeddings.js';
import { openaiResponses } from '../parsers/openai-responses.js';
import { type Parser } from '../parsers/parser.js';
import { pinecone } from '../parsers/pinecone.js';
import { qdrant } from '../parsers/qdrant.js';
import { type RetrievalParser } from '../parsers/retrieval-parser.js';
import { type Fields } from '../parsers/shape.js';
import { weaviate } from '../parsers/weaviate.js';

/** An API as it is told by the path of its requests. */
interface Api {
  /** What is asked for, as it stands in an element's name. */
  readonly operation: string;
  /** Whose API it is, on a host that no table knows. */
  readonly provider: string;
  /** The end of the path; its first group is the model or the collection, still encoded. */
  readonly path: RegExp;
}

/** One of a model. */
export interface ModelApi extends Api {
  readonly parser: Parser;
  /** A body as the parser takes it, which may want to know what only the path or a header says. */
  request(body: Fields, model: string | undefined): unknown;
  result(body: unknown): unknown;
}

/** One of a store of documents. */
export interface SearchApi extends Api {
  readonly search: RetrievalParser;
  /** Whether a body is one of a search, where the path is one that an app may have as well. */
  isSearch?(body: Fields): boolean;
}

const withModel = (body: Fields, model: string | undefined): unknown =>
  model === undefined ? body : { model, ...body };
const itself = (body: unknown): unknown => body;

const model = (
  operation: string,
  provider: string,
  path: RegExp,
  parser: Parser,
  rest: Partial<ModelApi> = {},
): ModelApi => ({ ...{ operation, provider, path, parser, request: withModel, result: itself }, ...rest });

const search = (search: RetrievalParser, path: RegExp, rest: Partial<SearchApi> = {}): SearchApi => ({
  ...{ operation: 'search', provider: search.name, path, search, ...rest },
});

/** One text alone might be taken for a prompt. */
const embedded: Partial<ModelApi> = {
  request: (body, name) => withModel({ ...body, input: [body['input']].flat() }, name),
};

/** What goes there need not have a key that is Ollama's alone, for which its parser looks. */
const ofOllama: Partial<ModelApi> = { request: (body, name) => withModel({ options: {}, ...body }, name) };

/** A header names the model to the AI SDK's gateway. */
const gateway: Partial<ModelApi> = {
  request: (body, modelId) => ({ ...body, model: { modelId, provider: 'gateway' } }),
};

/** Bedrock's envelopes are the library's; on the wire the model is in the path and the vendor's body stands alone. */
export const BEDROCK_CONVERSE = model(
  'converse',
  'bedrock',
  /\/model\/([^/]+)\/converse(?:-stream)?$/,
  bedrockConverse,
  { request: (body, modelId) => ({ ...body, modelId }) },
);
export const BEDROCK_INVOKE = model(
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
export const APIS: readonly (ModelApi | SearchApi)[] = [
  model('chat', 'openai', /(?:\/deployments\/([^/]+))?\/chat\/completions$/, openaiChat),
  model('fim', 'mistral', /\/fim\/completions$/, openaiChat),
  model('agents', 'mistral', /\/agents\/completions$/, openaiChat, {
    request: (body) => withModel(body, typeof body['agent_id'] === 'string' ? body['agent_id'] : undefined),
  }),
  model('completions', 'openai', /(?:\/v\d+|\/beta|\/deployments\/([^/]+))\/completions$/, openaiCompletions),
  model('responses', 'openai', /\/responses$/, openaiResponses),
  model('messages', 'anthropic', /\/v1\/messages$/, anthropic),
  model('messages', 'anthropic', /\/models\/(?!count-tokens:)([^/:]+):(?:r|streamR)awPredict$/, anthropic),
  model('generate', 'google', /\/(?:models|tunedModels|endpoints)\/([^/:]+):(?:g|streamG)enerateContent$/, gemini),
  model('embeddings', 'google', /\/models\/([^/:]+):(?:embedContent|batchEmbedContents)$/, geminiEmbeddings),
  BEDROCK_CONVERSE,
  BEDROCK_INVOKE,
  model('chat', 'ollama', /\/api\/chat$/, ollama, ofOllama),
  model('generate', 'ollama', /\/api\/generate$/, ollama, ofOllama),
  model('embeddings', 'ollama', /\/api\/embed$/, ollama, embedded),
  model('chat', 'cohere', /\/v2\/chat$/, cohere),
  model('generate', 'vercel', /\/language-model$/, aiSdk, gateway),
  model('embeddings', 'vercel', /\/embedding-model$/, aiSdkEmbeddings, gateway),
  model('embeddings', 'openai', /(?:\/deployments\/([^/]+))?\/embeddings$/, openaiEmbeddings, embedded),
  search(qdrant, /\/collections\/([^/]+)\/points\/(?:search|query|recommend|discover)(?:\/(?:batch|groups))?$/),
  search(pinecone, /^\/query$/, {
    isSearch: (body) => ['vector', 'sparseVector', 'id'].some((key) => key in body),
  }),
  search(pinecone, /\/records\/namespaces\/([^/]+)\/search$/),
  search(weaviate, /\/v1\/graphql$/),
];
