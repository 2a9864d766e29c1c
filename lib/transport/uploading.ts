import { type Readable } from 'node:stream';

import { type Files } from './files.js';
import { type Outcome } from './outcome.js';
import { parcelOf } from './parcel.js';
import { type Upstream } from './undici.js';

/**
 * Uploads what one line asks for, then hands on the line that says so.
 *
 * @param send takes the line that is to be sent
 */
export function uploading(
  upstream: Upstream,
  files: Files,
  repositoryId: string,
  send: (line: string) => void,
): (body: Buffer) => Promise<Outcome> {
  return async (body) => {
    const parcel = parcelOf(body, repositoryId);
    const { content } = parcel;
    const opened = async (): Promise<Buffer | Readable> =>
      Buffer.isBuffer(content) ? content : files.open(content.file);
    const outcome = await upstream.upload(parcel, opened);
    if (outcome.kind === 'sent') send(parcel.line);
    if (outcome.kind === 'sent' || outcome.kind === 'split') {
      if (!Buffer.isBuffer(content)) await files.release(content.file);
    }
    return outcome;
  };
}
