import { type Readable } from 'node:stream';

import { type FileSource, type KeptFile } from '../../lib/protocol/file.js';
import { line } from '../collector/collecting.js';
import { answer, type FaultyServer, type Treatment } from './faulty-server.js';
import { rig, type Rig } from './setup.js';
import { temporaryFolder } from './spool/temporary.js';

export const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

export const LARGE = line('trace', 't', 'update', { input: 'ü'.repeat(500_000) });

export const spooling = (dir = temporaryFolder()) =>
  ({ spool: { dir, maxBytes: 512_000_000 }, overflow: 'spool' }) as const;

/** Says where an upload is to be put. */
export const grant = (url: string): Treatment => answer(200, JSON.stringify({ data: { url } }));

/** Gives addresses for uploads, takes them and all lines. */
export function maxim(server: () => FaultyServer, treatments: { grant?: Treatment; storage?: Treatment } = {}) {
  const treatment: Treatment = (request, response) => {
    const { storage = answer(200, ''), grant: granting = grant(`${server().url}/storage?signed=yes`) } = treatments;
    if (request.method === 'PUT') return storage(request, response);
    return (request.method === 'GET' ? granting : answer(200))(request, response);
  };
  return treatment;
}

/** A delivery, and a server that takes uploads; `storage` says how one is treated. */
export async function uploadRig(storage?: Treatment, options = {}): Promise<Rig> {
  const made: Rig = await rig([], { ...spooling(), ...options });
  made.server.afterwards = maxim(() => made.server, storage && { storage });
  return made;
}

export async function keep({ delivery }: Rig, source: FileSource, name?: string, type?: string): Promise<KeptFile> {
  if (delivery.files === undefined) throw new Error('nothing is uploaded');
  return delivery.files.keep(source, name, type);
}

export const kept = (made: Rig, data: Uint8Array | Readable, name?: string): Promise<KeptFile> =>
  keep(made, { data }, name);

/** The line of a file that was kept. */
export const attachment = (file: KeptFile, id = 'a1'): string =>
  line('trace', 't', 'add-attachment', { id, type: 'fileData', key: `repo/trace/t/files/original/${id}`, ...file });

/** Resolves when so many lines are sent. */
export async function sent({ delivery }: Pick<Rig, 'delivery'>, lines: number): Promise<void> {
  while (delivery.stats().sent < lines) await new Promise((resolve) => setTimeout(resolve, 2));
}
