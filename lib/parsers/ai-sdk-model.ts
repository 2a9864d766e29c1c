import { type ParsedRequest } from './parser.js';
import { present } from './present.js';
import { providerName } from './providers.js';
import { fields, isFields, text } from './shape.js';

/** Whether a value is a model as the SDK's providers make it. */
export const isAiSdkModel = (model: unknown): boolean => isFields(model) && 'modelId' in model && 'provider' in model;

/** The names of a model and its provider; a model may be its name alone. */
export function aiSdkModel(model: unknown): Pick<ParsedRequest, 'provider' | 'model'> {
  const { modelId = model, provider } = fields(model);
  return present({
    provider: typeof provider === 'string' ? providerName(provider) : undefined,
    model: text(modelId),
  });
}
