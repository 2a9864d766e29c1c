import { type ElementConfig } from '../../entities/configs.js';
import { type MaximEvaluate } from '../../entities/evaluate.js';
import { type Given } from '../../entities/fields.js';
import { type ElementOptions } from '../element-options.js';
import { type Opening } from '../opening.js';
import { type Kind } from '../recorder.js';

/** The part of an element's config that all kinds share. */
export function commonConfig(opening: Opening<Kind>): Given<ElementConfig> & { name: string } {
  const { call, startTimestamp } = opening;
  const options: ElementOptions<never, never> = opening.options;
  return {
    id: call.read('id', options.id),
    name: call.name,
    tags: call.read('tags', options.tags),
    metadata: call.read('metadata', options.metadata),
    startTimestamp,
  };
}

/** Attaches the evaluators that the options name. */
export function evaluateAs(opening: Opening<Kind>, element: { readonly evaluate: MaximEvaluate }): void {
  const { call } = opening;
  const options: ElementOptions<never, never> = opening.options;
  const evaluators = call.read('evaluators', options.evaluators);
  if (!evaluators || evaluators.length === 0) return;
  const attached = element.evaluate.withEvaluators(...evaluators);
  const variables = call.read('variables', options.variables);
  if (variables) attached.withVariables(variables);
}

/** A value as JSON text where it is a string; anything else becomes that on its way out. */
export const asJson = (value: unknown): unknown => (typeof value === 'string' ? JSON.stringify(value) : value);
