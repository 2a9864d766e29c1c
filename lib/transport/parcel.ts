import { createHash } from 'node:crypto';

import { decode } from '../protocol/decode.js';
import { formatLine } from '../protocol/line.js';
import { type Freight } from './undici.js';

/** Something to be uploaded, and the line that is sent once it is. */
export interface Parcel extends Freight {
  /** The bytes, or where they wait. */
  readonly content: Buffer | { readonly file: string };
  readonly line: string;
}

const ATTACHMENT = ',action=add-attachment,data={';
/** What a line ends with whose file has yet to be uploaded, and the most that this can be long. */
const FILE = /^,"file":"(?:[^"\\]|\\.)*","mimeType":"(?:[^"\\]|\\.)*","size":\d+\}\}$/;
const FILE_LENGTH = 32_768;

/** Whether a line says that a file has yet to be uploaded. */
export function needsUpload(line: string): boolean {
  if (!line.startsWith(ATTACHMENT, line.indexOf(','))) return false;
  const end = line.slice(-FILE_LENGTH);
  return FILE.test(end.slice(end.lastIndexOf(',"file":"')));
}

/** What is to be done for a line that waits for an upload: one that needs it, or one that is too large for a body. */
export function parcelOf(body: Buffer, repositoryId: string): Parcel {
  const text = body.toString();
  return needsUpload(text) ? attached(text) : largeLine(body, repositoryId);
}

function attached(text: string): Parcel {
  const [decoded] = decode(text);
  const { file, ...data } = decoded?.data ?? {};
  const { key, mimeType, size } = data;
  if (decoded === undefined || typeof file !== 'string') throw new Error('not a line of an attachment');
  return {
    key: String(key),
    mimeType: String(mimeType),
    size: Number(size),
    content: { file },
    line: formatLine('trace', decoded.id, 'add-attachment', JSON.stringify(data)).replace(/^trace/, decoded.entity),
  };
}

/** Named after its content, so that the same line is the same upload however often it is sent. */
function largeLine(body: Buffer, repositoryId: string): Parcel {
  const hash = createHash('sha256').update(body).digest('hex');
  // A UUID of version 8: one made from what the maker sees fit.
  const id = [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `8${hash.slice(13, 16)}`,
    `a${hash.slice(17, 20)}`,
    hash.slice(20, 32),
  ].join('-');
  const key = `${repositoryId}/large-logs/${id}`;
  const line = formatLine('storage', id, 'process-large-log', JSON.stringify({ key }));
  return { key, mimeType: 'text/plain', size: body.length, content: body, line };
}
