import { type Feedback } from './configs.js';
import { type MaximElement } from './element.js';
import { fields } from './fields.js';
import { type EntityHost, wrongUse } from './host.js';

/** Adds what somebody thought of an element. */
export function addFeedback(host: EntityHost, element: MaximElement, given: Feedback): void {
  const { score, comment } = fields(given);
  if (Number.isFinite(score)) element.write('add-feedback', { score, comment });
  else wrongUse(host, 'The score of a feedback is no finite number.', 'Give it one.');
}
