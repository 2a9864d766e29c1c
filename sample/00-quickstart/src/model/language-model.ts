import { Injectable } from '@nestjs/common';
import { Generation } from 'nestjs-maxim';
import { OpenAI } from 'openai';

export type ChatRequest = Pick<OpenAI.ChatCompletionCreateParams, 'model' | 'messages'>;

export const DEFAULT_MODEL = 'gpt-4o-mini';

/** Asks the model. Messages, model, answer and tokens are read from what goes in and comes out. */
@Injectable()
export class LanguageModel {
  /** The model to ask where a request names none. */
  readonly name = process.env['OPENAI_MODEL'] || DEFAULT_MODEL;

  constructor(private readonly openai: OpenAI) {}

  @Generation()
  async complete(request: ChatRequest): Promise<OpenAI.ChatCompletion> {
    return this.openai.chat.completions.create(request);
  }

  /** The answer as it is said; its last chunk tells the tokens. */
  @Generation()
  async stream(request: ChatRequest): Promise<AsyncIterable<OpenAI.ChatCompletionChunk>> {
    return this.openai.chat.completions.create({ ...request, stream: true, stream_options: { include_usage: true } });
  }
}
