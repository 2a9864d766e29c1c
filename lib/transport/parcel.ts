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
/** What a line ends with whose file has yet to be uploaded: the file, and the rest. */
const FILE = /^,"file":("(?:[^"\\]|\\.)*")(,"mimeType":"(?:[^"\\]|\\.)*","size":\d+\}\})$/;
/** The most that this can be long. */
const FILE_LENGTH = 32_768;
/** The most that a line can be long up to its data. */
const HEAD_LENGTH = 512;

const isAttachment = (head: string): boolean => head.startsWith(ATTACHMENT, head.indexOf(','));

function endOf(line: string): RegExpExecArray | null {
  if (!isAttachment(line)) return null;
  const end = line.slice(-FILE_LENGTH);
  return FILE.exec(end.slice(end.lastIndexOf(',"file":"')));
}

const fileIn = ([, file = '""']: RegExpExecArray): string => String(JSON.parse(file));

/** The file that has yet to be uploaded before a line is sent; undefined where there is none. */
export function fileOf(line: string): string | undefined {
  const end = endOf(line);
  return end ? fileIn(end) : undefined;
}

/** What is to be done for a line that waits for an upload: one that has a file, or one that is too large for a body. */
export function parcelOf(body: Buffer, repositoryId: string): Parcel {
  // Not all of it as text: a large line is held once as it is.
  if (!isAttachment(body.toString('latin1', 0, HEAD_LENGTH))) return largeLine(body, repositoryId);
  const text = body.toString();
  const end = endOf(text);
  if (!end) return largeLine(body, repositoryId);
  const [decoded] = decode(text);
  const { key, mimeType, size } = decoded?.data ?? {};
  const [whole, , rest = ''] = end;
  return {
    key: String(key),
    mimeType: String(mimeType),
    size: Number(size),
    content: { file: fileIn(end) },
    line: text.slice(0, -whole.length) + rest,
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
