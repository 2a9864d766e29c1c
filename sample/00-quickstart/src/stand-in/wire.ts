import { randomUUID } from 'node:crypto';
import { type OpenAI } from 'openai';

/** A request to `/v1/chat/completions`, as far as it is looked at. */
export type ChatBody = Pick<OpenAI.ChatCompletionCreateParams, 'model' | 'messages' | 'stream' | 'stream_options'>;

/** An error as OpenAI words it. */
export interface Refusal {
  readonly status: number;
  readonly error: { message: string; type: string; param: null; code: string | null };
}

const invalid = (status: number, message: string, code: string | null = null): Refusal => ({
  status,
  error: { message, type: 'invalid_request_error', param: null, code },
});

export const refusals = {
  route: (route: string) => invalid(404, `Invalid URL (${route})`),
  body: () => invalid(400, "We could not parse the JSON body of your request, or it has no 'model' or 'messages'."),
  model: (model: string) =>
    invalid(404, `The model \`${model}\` does not exist or you do not have access to it.`, 'model_not_found'),
};

/** An answer in one piece. */
export function completion(body: ChatBody, answer: string): OpenAI.ChatCompletion {
  const message = { role: 'assistant' as const, content: answer, refusal: null };
  return {
    ...head(body, 'chat.completion'),
    choices: [{ index: 0, message, logprobs: null, finish_reason: 'stop' }],
    usage: usageOf(body, answer),
  };
}

/** An answer word by word: the role first, then the text, why it ended, and the tokens where they are asked for. */
export function* chunks(body: ChatBody, answer: string): Generator<OpenAI.ChatCompletionChunk> {
  const wantsUsage = body.stream_options?.include_usage === true;
  const start = { ...head(body, 'chat.completion.chunk'), ...(wantsUsage && { usage: null }) };
  const chunk = (
    delta: OpenAI.ChatCompletionChunk.Choice.Delta,
    finish_reason: 'stop' | null = null,
  ): OpenAI.ChatCompletionChunk => ({ ...start, choices: [{ index: 0, delta, logprobs: null, finish_reason }] });

  yield chunk({ role: 'assistant', content: '', refusal: null });
  for (const word of answer.match(/\S+\s*/g) ?? []) yield chunk({ content: word });
  yield chunk({}, 'stop');
  if (wantsUsage) yield { ...start, choices: [], usage: usageOf(body, answer) };
}

function head<T extends string>({ model }: ChatBody, object: T) {
  return { id: `chatcmpl-${randomUUID()}`, object, created: Math.floor(Date.now() / 1000), model };
}

/** Words count as tokens here. */
function usageOf({ messages }: ChatBody, answer: string): OpenAI.CompletionUsage {
  const prompt_tokens = messages.reduce((sum, { content }) => sum + words(content), 0);
  const completion_tokens = words(answer);
  return { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens };
}

const words = (content: unknown): number =>
  ((typeof content === 'string' ? content : JSON.stringify(content ?? '')).match(/\S+/g) ?? []).length;
