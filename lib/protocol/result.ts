import { type MessageCustomToolCall, type MessageToolCall } from './messages.js';

/** A shape beside which details of a provider's own may stand: written out, or as its library types them. */
export type Open<T> = T | (T & { [detail: string]: unknown });

/** Tokens of a call, in OpenAI's three counts. */
export type Usage = Open<{
  prompt_tokens: number;
  completion_tokens: number;
  total_tokens: number;
}>;

/** What a call cost, in US dollars. */
export interface Cost {
  input: number;
  output: number;
  total: number;
}

/** Why a model's call failed. */
export interface GenerationError {
  message: string;
  code?: string;
  type?: string;
}

/** One of a model's answers. */
export interface ChatCompletionChoice {
  index: number;
  message: Open<{
    role: string;
    content: string | null;
    tool_calls?: (MessageToolCall | MessageCustomToolCall)[];
  }>;
  logprobs?: unknown;
  finish_reason: string | null;
}

/** The result of a generation as the protocol documents it. */
export interface ChatCompletionResult {
  id: string;
  object: string;
  /** Epoch seconds. */
  created: number;
  model: string;
  choices: ChatCompletionChoice[];
  /** Absent where the provider told none. */
  usage?: Usage;
  cost?: Cost;
  error?: GenerationError;
}

/** The result of a text completion, as the protocol documents it. */
export interface TextCompletionResult {
  id: string;
  object: string;
  /** Epoch seconds. */
  created: number;
  model: string;
  choices: { index: number; text: string; logprobs?: unknown; finish_reason: string | null }[];
  usage?: Usage;
  cost?: Cost;
  error?: GenerationError;
}

/** An OpenAI Responses object, which the server understands unchanged. */
export type ResponsesResult = Open<{ id: string; object: 'response'; usage?: unknown }>;

/** What a model gave, in one of the shapes that the server understands. */
export type GenerationResult = ChatCompletionResult | TextCompletionResult | ResponsesResult;
