import { type Attachment } from './configs.js';
import { type MaximElement } from './element.js';
import { fields } from './fields.js';
import { elementId, type EntityHost, wrongUse } from './host.js';

/** Attaches a file by its URL. */
export function attach(host: EntityHost, element: MaximElement, given: Attachment): void {
  const attachment = fields(given);
  if (attachment.type !== 'url') {
    wrongUse(
      host,
      `An attachment of type "${String(attachment.type)}" is not uploaded yet.`,
      'Attach it by its address: { type: "url", url }.',
    );
    return;
  }
  const { name, mimeType, size, tags, metadata, url } = attachment;
  const id = elementId(host, attachment.id);
  const key = `${host.repositoryId}/${element.entity}/${element.id}/files/original/${id}`;
  element.write('add-attachment', { id, type: 'url', name, mimeType, size, tags, metadata, key, url });
}
