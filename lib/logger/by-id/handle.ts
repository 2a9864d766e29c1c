import { type ElementConfig } from '../../entities/configs.js';
import { isoTime, type MaximElement } from '../../entities/element.js';
import { fields } from '../../entities/fields.js';
import { elementId, type EntityHost, wrongUse } from '../../entities/host.js';

/** What an `…End(id, data)` may carry: the time, and more for the line that ends the element. */
export interface EndData extends Pick<ElementConfig, 'endTimestamp'> {
  [key: string]: unknown;
}

/**
 * The open element of that id, so that its state is the same for all who name it; else a handle that knows the id only.
 *
 * @throws MaximFault `invalid-id` · `wrong-use` in strict mode
 */
export function byId<E extends MaximElement>(
  host: EntityHost,
  kind: new (host: EntityHost, id: string) => E,
  id: string,
): E {
  if (!id) wrongUse(host, 'An element was named by an empty id.', 'Give the id it was opened with.');
  const handle = new kind(host, elementId(host, id));
  const open = host.open.get(handle.entity, handle.id);
  return open instanceof kind ? open : handle;
}

/** Ends an element with the data of an `…End(id, data)`. */
export function endById(element: MaximElement, data?: EndData): void {
  const given = fields(data);
  const { endTimestamp, ...more } = given;
  if (Object.keys(more).length === 0) element.end(endTimestamp);
  else element.finish({ ...given, endTimestamp: isoTime(endTimestamp) });
}
