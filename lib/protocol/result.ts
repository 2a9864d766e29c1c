import { type MessageToolCall } from './messages.js';

/** Tokens of a call, in OpenAI's three counts; the provider's own details may stand beside them. */
export interface Usage {
  prompt_tokens: number;
  completion_tokens: number;
  total_tokens: number;
  [detail: string]: unknown;
}

/** What a call cost, in US dollars. */
export interface Cost {
  input: number;
  output: number;
  total: number;
}

export interface GenerationError {
  message: string;
  code?: string;
  type?: string;
}

export interface ChatCompletionChoice {
  index: number;
  message: {
    role: string;
    content: string | null;
    tool_calls?: MessageToolCall[];
    [extra: string]: unknown;
  };
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
export interface ResponsesResult {
  id: string;
  object: 'response';
  [key: string]: unknown;
}

export type GenerationResult = ChatCompletionResult | TextCompletionResult | ResponsesResult;
