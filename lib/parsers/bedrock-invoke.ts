import { type GenerationError } from '../protocol/result.js';
import { anthropic } from './anthropic.js';
import { exceptionIn } from './bedrock-converse-stream.js';
import { bedrockConverse } from './bedrock-converse.js';
import { bedrockText, promptRequest } from './bedrock-text.js';
import { chatCompletion } from './chat-completion.js';
import { modelParameters } from './model-parameters.js';
import { openaiChat } from './openai-chat.js';
import { type ParsedRequest, type ParsedResult, type StreamMerge } from './parser.js';
import { present } from './present.js';
import { type Fields, fields, isFields, text } from './shape.js';
import { totalParser } from './total.js';
import { usage } from './usage.js';

/** InvokeModel carries each vendor's own API; Nova's is Converse's. */
const VENDORS = [anthropic, bedrockConverse, bedrockText, openaiChat];

/** The first answer that is one. */
function first<T>(answers: Iterable<T | undefined>): T | undefined {
  for (const answer of answers) if (answer !== undefined) return answer;
  return undefined;
}

/** The JSON in a body: a text, its bytes, or (on the wire) its bytes in base64. */
function json(body: unknown, encoding: 'utf8' | 'base64'): unknown {
  if (body instanceof Uint8Array) return JSON.parse(Buffer.from(body).toString('utf8')) as unknown;
  return typeof body === 'string' ? (JSON.parse(Buffer.from(body, encoding).toString('utf8')) as unknown) : undefined;
}

const ofModel = (modelId: unknown): Pick<ParsedRequest, 'provider' | 'model'> =>
  present({ provider: 'bedrock', model: text(modelId) });

const isEmbedding = (modelId: unknown): boolean => text(modelId)?.includes('embed') === true;

/** What is embedded, and not kept: Titan's text or image, what Cohere takes. */
const EMBEDDED = new Set(['inputText', 'inputImage', 'texts', 'images', 'inputs']);

const embeddingParameters = (body: Fields): Record<string, unknown> =>
  modelParameters(Object.fromEntries(Object.entries(body).filter(([key]) => !EMBEDDED.has(key))));

function request(value: unknown): ParsedRequest | undefined {
  const envelope = isFields(value) && isFields(value['input']) ? value['input'] : fields(value); // A command's input.
  const { modelId, body } = envelope;
  if (text(modelId) === undefined || body === undefined) return undefined;
  const given = json(body, 'utf8');
  // A vendor's parser may ask for a model, which stands in the envelope here.
  const withModel = { model: modelId, ...fields(given) };
  if (isEmbedding(modelId)) return { ...ofModel(modelId), modelParameters: embeddingParameters(fields(given)) };
  const known = first(VENDORS.map((vendor) => vendor.request(given) ?? vendor.request(withModel)));
  const parsed = known ?? promptRequest(fields(given));
  return parsed && { ...parsed, ...ofModel(modelId) };
}

/** A vendor's result as Bedrock's; only the request tells the model that Bedrock knows. */
const ofBedrock = ({ result }: ParsedResult): ParsedResult => ({ provider: 'bedrock', result });

function result(value: unknown): ParsedResult | undefined {
  if (!isFields(value) || !isFields(value['$metadata']) || value['body'] === undefined) return undefined;
  const told = json(value['body'], 'utf8');
  const parsed = first(VENDORS.map((vendor) => vendor.result(told)));
  return parsed && ofBedrock(parsed);
}

const event = (chunk: unknown): unknown => json(fields(fields(chunk)['chunk'])['bytes'], 'base64');

/** Chunks that each hold an event of the vendor's, the last with Bedrock's own counts. */
class BedrockInvokeStream implements StreamMerge {
  private metrics: Fields = {};
  private error: GenerationError | undefined;

  constructor(private readonly vendor: StreamMerge) {}

  add(chunk: unknown): boolean {
    this.error ??= exceptionIn(chunk);
    const { 'amazon-bedrock-invocationMetrics': metrics, ...told } = fields(event(chunk));
    this.metrics = isFields(metrics) ? metrics : this.metrics;
    return this.vendor.add(told);
  }

  result(): ParsedResult | undefined {
    const parsed = this.vendor.result();
    if (!parsed) return this.error && ofBedrock({ result: chatCompletion({ choices: [], error: this.error }) });
    const { inputTokenCount, outputTokenCount } = this.metrics;
    const counted = usage({ prompt: inputTokenCount, completion: outputTokenCount });
    return ofBedrock({ result: { ...present({ usage: counted, error: this.error }), ...parsed.result } });
  }
}

/** AWS Bedrock's InvokeModel, with and without a stream. */
export const bedrockInvoke = totalParser({
  name: 'bedrock-invoke',
  request,
  result,
  stream(firstChunk) {
    if (!isFields(fields(firstChunk)['chunk'])) return undefined;
    const merge = first(VENDORS.map((vendor) => vendor.stream(event(firstChunk))));
    return merge && new BedrockInvokeStream(merge);
  },
});
