import { type Attachment } from '../../entities/configs.js';
import { type MaximEvaluate } from '../../entities/evaluate.js';
import { MaximGeneration } from '../../entities/generation.js';
import { type ChatMessage } from '../../protocol/messages.js';
import { type GenerationError, type GenerationResult } from '../../protocol/result.js';
import { byId, type EndData, endById } from './handle.js';
import { SpanMethods } from './span.js';

/** What can be done to a generation of which only the id is known. */
export abstract class GenerationMethods extends SpanMethods {
  /** Sets the model of a generation. */
  generationSetModel(generationId: string, model: string): void {
    byId(this.host, MaximGeneration, generationId).setModel(model);
  }

  /** Sets the name of a generation. */
  generationSetName(generationId: string, name: string): void {
    byId(this.host, MaximGeneration, generationId).setName(name);
  }

  /** Sets a tag of a generation. */
  generationAddTag(generationId: string, key: string, value: string): void {
    byId(this.host, MaximGeneration, generationId).addTag(key, value);
  }

  /** Appends messages to those of a generation. */
  generationAddMessage(generationId: string, messages: readonly ChatMessage[]): void {
    byId(this.host, MaximGeneration, generationId).addMessages(messages);
  }

  /** Sets the model parameters of a generation. */
  generationSetModelParameters(generationId: string, modelParameters: Record<string, unknown>): void {
    byId(this.host, MaximGeneration, generationId).setModelParameters(modelParameters);
  }

  /** Records a number about a generation. */
  generationAddMetric(generationId: string, name: string, value: number): void {
    byId(this.host, MaximGeneration, generationId).addMetric(name, value);
  }

  /** Sets what the model gave, and ends the generation. */
  generationResult(generationId: string, result: GenerationResult): void {
    byId(this.host, MaximGeneration, generationId).result(result);
  }

  /** Sets why the call failed, and ends the generation. */
  generationError(generationId: string, error: GenerationError): void {
    byId(this.host, MaximGeneration, generationId).error(error);
  }

  /** Adds metadata to a generation; values are logged as text. */
  generationMetadata(generationId: string, metadata: Record<string, unknown>): void {
    byId(this.host, MaximGeneration, generationId).addMetadata(metadata);
  }

  /** Attaches evaluators to a generation. */
  generationEvaluate(generationId: string): MaximEvaluate {
    return byId(this.host, MaximGeneration, generationId).evaluate;
  }

  /** Ends a generation. */
  generationEnd(generationId: string, data?: EndData): void {
    endById(byId(this.host, MaximGeneration, generationId), data);
  }

  /** Attaches a file to a generation. */
  generationAddAttachment(generationId: string, attachment: Attachment): void {
    byId(this.host, MaximGeneration, generationId).addAttachment(attachment);
  }
}
