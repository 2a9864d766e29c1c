import { newId } from '../protocol/ids.js';
import { type ChatMessage } from '../protocol/messages.js';
import { type GenerationError, type GenerationResult } from '../protocol/result.js';
import { isFinished } from '../protocol/finished.js';
import { type Overtime, overtimeOf, type Unit } from '../protocol/overtime.js';
import { noteResult } from '../protocol/told-result.js';
import { type AroundGeneration } from './around-generation.js';
import { usageOf } from '../protocol/tree/usage.js';
import { attach } from './attachment.js';
import { type Attachment, type GenerationConfig } from './configs.js';
import { type MaximContainer } from './container.js';
import { asText, baseData, isoTime, MaximElement } from './element.js';
import { MaximEvaluate } from './evaluate.js';
import { fields, type Given } from './fields.js';
import { elementId, type EntityHost } from './host.js';
import { type MessageImage, withoutImages } from './message-images.js';
import { toldError } from './told-error.js';

/** One call of a model. */
export class MaximGeneration extends MaximElement {
  /** @internal */
  readonly entity = 'generation';
  /** @internal What is logged of a result told by hand, where the generation is a recorded call's. */
  recorded?: ((result: GenerationResult) => GenerationResult) | undefined;
  /** @internal What its arguments stand for, told at its end unless what was really sent is known by then. */
  assumed: readonly ChatMessage[] | undefined;
  private isAwaited = false;
  private around: AroundGeneration | undefined;
  /** The unit of work that it was opened in, and when, on the clock of `performance.now()`. */
  private begun: { readonly unit: Unit; readonly start: number } | undefined;

  /** Attaches evaluators, and what they need to know. */
  get evaluate(): MaximEvaluate {
    return new MaximEvaluate(this);
  }

  /** Names the model, where it was not known at the start. */
  setModel(model: string): void {
    const name = asText(model);
    if (name !== undefined) this.write('update', { model: name });
  }

  /** Gives it another name. */
  setName(name: string): void {
    const text = asText(name);
    if (text !== undefined) this.write('update', { name: text });
  }

  /** Appends messages to those given before. */
  addMessages(messages: readonly ChatMessage[]): void {
    this.write('update', { messages: withoutImages(messages, (image) => this.attachImage(image)) });
  }

  /** Names the parameters, where they were not known at the start. */
  setModelParameters(modelParameters: Record<string, unknown>): void {
    this.write('update', { modelParameters });
  }

  /** What the model gave; ends the generation. */
  result(result: GenerationResult): void {
    const { recorded } = this;
    if (!recorded && this.around?.told(result) !== true) noteResult(this.hold, result);
    const told = recorded ? recorded(result) : result;
    this.measure(told);
    this.write('result', { result: told });
    this.endWith(told);
  }

  /** Why the call failed; ends the generation. */
  error(error: GenerationError): void {
    const result = { error: toldError(this.host, error, this.hold), id: newId() };
    this.failed = true;
    noteResult(this.hold, result);
    this.write('result', { result });
    this.end();
  }

  /** Adds a number under a name, such as `ttft_ms`. */
  addMetric(name: string, value: number): void {
    this.metric(name, value);
  }

  /** Attaches a file. */
  addAttachment(attachment: Attachment): void {
    attach(this.host, this, attachment);
  }

  /** @internal It was opened by hand: a call that goes on meanwhile may be the one it will tell of. */
  byHand(): this {
    this.around = this.host.around?.();
    if (this.ended) return this;
    this.around?.begin();
    if (!this.hold) return this;
    this.isAwaited = true;
    this.hold.awaited = (this.hold.awaited ?? 0) + 1;
    return this;
  }

  /** @internal */
  override finish(data: { endTimestamp: string }, output?: unknown): void {
    if (this.isAwaited && this.hold) this.hold.awaited = (this.hold.awaited ?? 1) - 1;
    this.isAwaited = false;
    if (this.assumed) this.addMessages(this.assumed);
    this.assumed = undefined;
    super.finish(data, output);
    this.around?.ended();
  }

  /** @internal */
  override opened(config: Given<GenerationConfig>): this {
    const unit = this.host.unit?.();
    if (unit) this.begun = { unit, start: performance.now() - msSince(config.startTimestamp) };
    return super.opened(config);
  }

  /** @internal Says how it went on after the client of its request had gone. @param result with its tokens, if known */
  addOvertime({ ms, share, warn }: Overtime, result: unknown): void {
    const tokens = tokensOf(result);
    const late = share !== undefined && tokens !== undefined && { after_disconnect_tokens: Math.round(tokens * share) };
    this.write('update', { metrics: { after_disconnect_ms: ms, ...late } });
    warn();
  }

  /** Says so where its result is told by hand. What is not finished, and told at once, was aborted. */
  private measure(result: GenerationResult): void {
    if (!this.begun || this.ended) return;
    const { unit, start } = this.begun;
    const overtime = overtimeOf(unit, { start, end: performance.now() });
    if (!overtime) return;
    if (overtime.mayBeAborted && !isFinished(result)) this.markAs('cancelled');
    else this.addOvertime(overtime, result);
  }

  /** @internal Attaches an image that stood in a message. */
  attachImage(image: MessageImage): void {
    this.addAttachment({ type: 'fileData', tags: { attachedTo: 'input' }, ...image });
  }
}

const msSince = (time: Date | undefined): number =>
  time === undefined ? 0 : Math.max(Date.now() - Date.parse(isoTime(time)), 0);

function tokensOf(result: unknown): number | undefined {
  try {
    return usageOf(result)?.completion_tokens;
  } catch {
    return undefined; // A result that throws while it is read tells none.
  }
}

/** Opens a generation under a trace or span. */
export function addGeneration(
  host: EntityHost,
  parent: MaximContainer,
  given: Given<GenerationConfig>,
): MaximGeneration {
  const config = fields(given);
  const generation = new MaximGeneration(host, elementId(host, config.id), parent.hold);
  const images: MessageImage[] = [];
  parent.write('add-generation', {
    id: generation.id,
    messages:
      typeof config.messages === 'string'
        ? [{ role: 'user', content: config.messages }]
        : withoutImages(config.messages ?? [], (image) => images.push(image)),
    ...baseData(config),
    provider: asText(config.provider) ?? 'unknown',
    model: asText(config.model) ?? 'unknown',
    maximPromptId: config.maximPromptId,
    maximPromptVersionId: config.maximPromptVersionId,
    modelParameters: config.modelParameters ?? {},
  });
  for (const image of images) generation.attachImage(image);
  return generation.opened(config);
}
