import { newId } from '../protocol/ids.js';
import { type ChatMessage } from '../protocol/messages.js';
import { type GenerationError, type GenerationResult } from '../protocol/result.js';
import { attach } from './attachment.js';
import { type Attachment, type GenerationConfig } from './configs.js';
import { type MaximContainer } from './container.js';
import { baseData, MaximElement } from './element.js';
import { MaximEvaluate } from './evaluate.js';
import { fields } from './fields.js';
import { elementId, type EntityHost } from './host.js';
import { type MessageImage, withoutImages } from './message-images.js';

/** One call of a model. */
export class MaximGeneration extends MaximElement {
  /** @internal */
  readonly entity = 'generation';

  get evaluate(): MaximEvaluate {
    return new MaximEvaluate(this);
  }

  setModel(model: string): void {
    this.write('update', { model });
  }

  setName(name: string): void {
    this.write('update', { name });
  }

  /** Appends messages to those given before. */
  addMessages(messages: readonly ChatMessage[]): void {
    this.write('update', { messages: withoutImages(messages, (image) => this.attachImage(image)) });
  }

  setModelParameters(modelParameters: Record<string, unknown>): void {
    this.write('update', { modelParameters });
  }

  /** What the model gave; ends the generation. */
  result(result: GenerationResult): void {
    this.write('result', { result });
    this.endWith(result);
  }

  /** Why the call failed; ends the generation. */
  error(error: GenerationError): void {
    this.write('result', { result: { error, id: newId() } });
    this.end();
  }

  addMetric(name: string, value: number): void {
    this.write('update', { metrics: { [name]: value } });
  }

  addAttachment(attachment: Attachment): void {
    attach(this.host, this, attachment);
  }

  /** @internal Attaches an image that stood in a message. */
  attachImage(image: MessageImage): void {
    this.addAttachment({ type: 'fileData', tags: { attachedTo: 'input' }, ...image });
  }
}

/** Opens a generation under a trace or span. */
export function addGeneration(host: EntityHost, parent: MaximContainer, given: GenerationConfig): MaximGeneration {
  const config = fields(given);
  const generation = new MaximGeneration(host, elementId(host, config.id));
  const images: MessageImage[] = [];
  parent.write('add-generation', {
    id: generation.id,
    messages: withoutImages(config.messages ?? [], (image) => images.push(image)),
    ...baseData(config),
    provider: config.provider ?? 'unknown',
    model: config.model ?? 'unknown',
    maximPromptId: config.maximPromptId,
    maximPromptVersionId: config.maximPromptVersionId,
    modelParameters: config.modelParameters ?? {},
  });
  for (const image of images) generation.attachImage(image);
  return generation.opened(config);
}
