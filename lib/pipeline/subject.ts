import { type CapturedElement } from '../options/pipeline-options.js';
import { type Action, type Entity, type Line } from '../protocol/line.js';

/** What a parent's line opens. Events, errors and attachments are no elements: they belong to the line's own. */
const OPENED: Partial<Record<Action, Entity>> = {
  'add-span': 'span',
  'add-generation': 'generation',
  'add-retrieval': 'retrieval',
  'add-tool-call': 'tool_call',
};

/** The element that a line's data tells of. */
export function subjectOf({ entity, id, action, data }: Line): CapturedElement {
  const opened = OPENED[action];
  const child = data['id'];
  return opened !== undefined && typeof child === 'string' ? { entity: opened, id: child } : { entity, id };
}
