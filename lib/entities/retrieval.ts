import { type RetrievalConfig } from './configs.js';
import { type MaximContainer } from './container.js';
import { baseData, isoTime, MaximElement } from './element.js';
import { MaximEvaluate } from './evaluate.js';
import { fields, type Given } from './fields.js';
import { elementId, type EntityHost } from './host.js';

/** One look-up of documents. */
export class MaximRetrieval extends MaximElement {
  /** @internal */
  readonly entity = 'retrieval';

  /** Attaches evaluators, and what they need to know. */
  get evaluate(): MaximEvaluate {
    return new MaximEvaluate(this);
  }

  /** What was searched for. */
  input(query: string): void {
    this.write('update', { input: query });
    this.companion?.input(query);
  }

  /** The documents found; ends the retrieval. */
  output(docs: string | string[]): void {
    this.finish({ docs: typeof docs === 'string' ? [docs] : docs, endTimestamp: isoTime() }, docs);
  }

  /** Adds a number under a name, such as `ttft_ms`. */
  addMetric(name: string, value: number): void {
    this.metric(name, value);
  }
}

/** Opens a retrieval under a trace or span. */
export function addRetrieval(host: EntityHost, parent: MaximContainer, given: Given<RetrievalConfig>): MaximRetrieval {
  const config = fields(given);
  const retrieval = new MaximRetrieval(host, elementId(host, config.id), parent.hold);
  parent.write('add-retrieval', { id: retrieval.id, ...baseData(config) });
  return retrieval.opened(config);
}
