import { type GenerationConfig, type RetrievalConfig, type SpanConfig, type ToolCallConfig } from './configs.js';
import { MaximContainer } from './container.js';
import { baseData } from './element.js';
import { fields, type Given } from './fields.js';
import { addGeneration, type MaximGeneration } from './generation.js';
import { elementId, type EntityHost } from './host.js';
import { addRetrieval, type MaximRetrieval } from './retrieval.js';
import { addToolCall, type MaximToolCall } from './tool-call.js';

/** One step of a trace; spans nest. */
export class MaximSpan extends MaximContainer {
  /** @internal */
  readonly entity = 'span';

  /** Opens a step below this one. */
  span(config: SpanConfig): MaximSpan {
    return addSpan(this.host, this, config);
  }

  /** Opens a call of a model below this one. */
  generation(config: GenerationConfig): MaximGeneration {
    return addGeneration(this.host, this, config).byHand();
  }

  /** Opens a look-up of documents below this one. */
  retrieval(config: RetrievalConfig): MaximRetrieval {
    return addRetrieval(this.host, this, config);
  }

  /** Opens a run of a tool below this one. */
  toolCall(config: ToolCallConfig): MaximToolCall {
    return addToolCall(this.host, this, config);
  }
}

/** Opens a span under a trace or span. */
export function addSpan(host: EntityHost, parent: MaximContainer, given: Given<SpanConfig>): MaximSpan {
  const config = fields(given);
  const span = new MaximSpan(host, elementId(host, config.id), parent.hold);
  parent.write('add-span', { id: span.id, ...baseData(config) });
  return span.opened(config);
}
