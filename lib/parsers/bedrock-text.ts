import { newId } from '../protocol/ids.js';
import { type ChatCompletionChoice } from '../protocol/result.js';
import { chatCompletion } from './chat-completion.js';
import { finishReason } from './finish-reason.js';
import { modelParameters } from './model-parameters.js';
import { type ParsedRequest, type ParsedResult, type StreamMerge } from './parser.js';
import { type Fields, fields, isFields, rows, text } from './shape.js';
import { totalParser } from './total.js';
import { usage } from './usage.js';

/** The prompt of a body that is one: Llama's `prompt`, Titan's `inputText`. */
export function promptRequest({ prompt, inputText, ...rest }: Fields): ParsedRequest | undefined {
  const content = text(prompt) ?? text(inputText);
  if (content === undefined) return undefined;
  const { textGenerationConfig, ...parameters } = rest;
  return {
    provider: 'bedrock',
    messages: [{ role: 'user', content }],
    modelParameters: modelParameters({ ...parameters, ...fields(textGenerationConfig) }),
  };
}

const completion = (index: number, content: unknown, reason: unknown): ChatCompletionChoice => ({
  index,
  message: { role: 'assistant', content: text(content) ?? null },
  ...finishReason(reason),
});

const parsed = (
  id: string,
  choices: ChatCompletionChoice[],
  told: Fields,
  completionTokens: unknown,
): ParsedResult => ({
  provider: 'bedrock',
  result: chatCompletion({
    id,
    choices,
    usage: usage({ prompt: told['prompt_token_count'] ?? told['inputTextTokenCount'], completion: completionTokens }),
  }),
});

/** Mistral's and DeepSeek's: a list of texts, which tells no tokens. */
const isOutputs = (outputs: unknown): outputs is Fields[] =>
  Array.isArray(outputs) &&
  outputs.length > 0 &&
  outputs.every((output) => isFields(output) && typeof output['text'] === 'string' && 'stop_reason' in output);

const outputChoices = (outputs: Fields[]): ChatCompletionChoice[] =>
  outputs.map((output, index) => completion(index, output['text'], output['stop_reason']));

/** DeepSeek's choices are told from those of text completions, which have a kind. */
function outputsOf({ outputs, choices, object }: Fields): Fields[] | undefined {
  const list = outputs ?? (object === undefined ? choices : undefined);
  return isOutputs(list) ? list : undefined;
}

function result(value: unknown): ParsedResult | undefined {
  if (!isFields(value)) return undefined;
  if (typeof value['generation'] === 'string') {
    const choice = completion(0, value['generation'], value['stop_reason']);
    return parsed(newId(), [choice], value, value['generation_token_count']);
  }
  const outputs = outputsOf(value);
  if (outputs) return parsed(newId(), outputChoices(outputs), value, undefined);
  if (!('inputTextTokenCount' in value)) return undefined; // Titan; an embedding has no results.
  const results = rows(value['results']);
  const tokens = results.flatMap(({ tokenCount }) => (typeof tokenCount === 'number' ? tokenCount : []));
  const choices = results.map(({ outputText, completionReason }, index) =>
    completion(index, outputText, completionReason),
  );
  const generated = tokens.length > 0 ? tokens.reduce((a, b) => a + b) : undefined;
  return parsed(newId(), choices, value, generated);
}

/** Chunks of Llama, Titan, Mistral or DeepSeek: each goes on with the text, the last tells the counts. */
class BedrockTextStream implements StreamMerge {
  private readonly id = newId();
  private content = '';
  private told: Fields = {};

  add(chunk: unknown): boolean {
    const { outputs, choices, ...told } = fields(chunk);
    const { generation, outputText, text: said, ...rest } = { ...told, ...rows(outputs ?? choices)[0] };
    const piece = text(generation) ?? text(outputText) ?? text(said) ?? '';
    const news = Object.entries(rest).filter(([, value]) => value !== null);
    this.content += piece;
    this.told = { ...this.told, ...Object.fromEntries(news) };
    return piece !== '';
  }

  result(): ParsedResult | undefined {
    const { stop_reason, completionReason, generation_token_count, totalOutputTextTokenCount } = this.told;
    if (this.content === '' && !stop_reason && !completionReason) return undefined;
    const choice = completion(0, this.content, stop_reason ?? completionReason);
    return parsed(this.id, [choice], this.told, generation_token_count ?? totalOutputTextTokenCount);
  }
}

/** Models of Bedrock that go on with a prompt: Meta's Llama, Amazon's Titan, Mistral's, DeepSeek's. */
export const bedrockText = totalParser({
  name: 'bedrock-text',
  request: (value) =>
    isFields(value) && ('max_gen_len' in value || 'textGenerationConfig' in value) ? promptRequest(value) : undefined,
  result,
  stream: (firstChunk) =>
    isFields(firstChunk) &&
    ('generation' in firstChunk || 'outputText' in firstChunk || outputsOf(firstChunk) !== undefined)
      ? new BedrockTextStream()
      : undefined,
});
