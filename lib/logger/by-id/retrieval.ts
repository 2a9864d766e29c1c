import { type MaximEvaluate } from '../../entities/evaluate.js';
import { MaximRetrieval } from '../../entities/retrieval.js';
import { GenerationMethods } from './generation.js';
import { byId } from './handle.js';

/** What can be done to a retrieval of which only the id is known. */
export abstract class RetrievalMethods extends GenerationMethods {
  /** Ends a retrieval. */
  retrievalEnd(retrievalId: string): void {
    byId(this.host, MaximRetrieval, retrievalId).end();
  }

  /** Sets a tag of a retrieval. */
  retrievalAddTag(retrievalId: string, key: string, value: string): void {
    byId(this.host, MaximRetrieval, retrievalId).addTag(key, value);
  }

  /** Sets what was searched for. */
  retrievalInput(retrievalId: string, input: string): void {
    byId(this.host, MaximRetrieval, retrievalId).input(input);
  }

  /** Records a number about a retrieval. */
  retrievalAddMetric(retrievalId: string, name: string, value: number): void {
    byId(this.host, MaximRetrieval, retrievalId).addMetric(name, value);
  }

  /** Sets the documents found, and ends the retrieval. */
  retrievalOutput(retrievalId: string, output: string | string[]): void {
    byId(this.host, MaximRetrieval, retrievalId).output(output);
  }

  /** Adds metadata to a retrieval; values are logged as text. */
  retrievalMetadata(retrievalId: string, metadata: Record<string, unknown>): void {
    byId(this.host, MaximRetrieval, retrievalId).addMetadata(metadata);
  }

  /** Attaches evaluators to a retrieval. */
  retrievalEvaluate(retrievalId: string): MaximEvaluate {
    return byId(this.host, MaximRetrieval, retrievalId).evaluate;
  }
}
