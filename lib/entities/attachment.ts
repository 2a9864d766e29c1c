import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { type FileSource } from '../protocol/file.js';
import { newId } from '../protocol/ids.js';
import { type Attachment } from './configs.js';
import { isoTime, type MaximElement } from './element.js';
import { fields } from './fields.js';
import { elementId, type EntityHost, wrongUse } from './host.js';

/** Attaches a file: by its URL at once, else once it was uploaded. */
export function attach(host: EntityHost, element: MaximElement, given: Attachment): void {
  const attachment = fields(given);
  const { type, name, tags, metadata, mimeType, size } = attachment;
  const id = elementId(host, attachment.id);
  const key = `${host.repositoryId}/${element.entity}/${element.id}/files/original/${id}`;
  if (type === 'url') {
    const { url } = attachment;
    element.write('add-attachment', { id, type, name, mimeType, size, tags, metadata, key, url });
    return;
  }
  const source = sourceOf(attachment);
  if (source === undefined) {
    const cure =
      'Give { type: "file", path }, { type: "fileData", data } with bytes or a stream, or { type: "url", url }.';
    wrongUse(host, `An attachment of type "${String(type)}" has nothing to attach.`, cure);
    return;
  }
  const called = name ?? ('path' in source ? basename(source.path) : undefined);
  const data = { id, type, name: called, tags, metadata, key };
  const { files, sink } = host;
  const line = { entity: element.entity, id: element.id, action: 'add-attachment', data } as const;
  if (files === undefined || sink.isLeftOut(line, element.hold)) {
    passOver(source);
    element.write('add-attachment', { ...data, mimeType, size });
    return;
  }
  files.keep(source, called, mimeType).then(
    ({ file, mimeType, size }) => element.write('add-attachment', { ...data, file, mimeType, size }),
    (fault: unknown) => refuse(element, called, fault),
  );
}

function sourceOf(attachment: Partial<Attachment>): FileSource | undefined {
  if (attachment.type === 'file') return typeof attachment.path === 'string' ? { path: attachment.path } : undefined;
  const data = attachment.type === 'fileData' ? attachment.data : undefined;
  if (typeof data !== 'object') return undefined;
  return data instanceof Uint8Array || Symbol.asyncIterator in data ? { data } : undefined;
}

/** A stream that nobody reads would hold up whoever writes into it, so it is read as one that is copied. */
function passOver(source: FileSource): void {
  if ('path' in source || !(source.data instanceof Readable)) return;
  // Why it fails is for whoever made it; an error that nobody listens for ends the process.
  source.data.once('error', () => undefined).resume();
}

/** Says on the element why its attachment is missing; only traces and spans can hold an error. */
function refuse(element: MaximElement, name: string | undefined, fault: unknown): void {
  const reason = fault instanceof Error ? fault.message : String(fault);
  const message = `${name ?? 'A file'} was not attached: ${reason}.`;
  if (element.entity !== 'trace' && element.entity !== 'span') return element.addTag('attachmentError', message);
  element.write('add-error', { id: newId(), name: 'AttachmentError', tags: {}, startTimestamp: isoTime(), message });
}
