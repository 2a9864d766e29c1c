import { createHash, timingSafeEqual } from 'node:crypto';
import { type IncomingMessage } from 'node:http';
import { Refusal } from './refusal.js';

/** What a request wants, from what needs least to what needs most. */
export type Access = 'public' | 'read' | 'write';

/** Whom a collector serves. */
export class Guard {
  private readonly isLocal: boolean;

  /**
   * @param host the address that the server listens on
   * @param apiKey the key that clients must send; undefined takes any
   */
  constructor(
    private readonly host: string,
    private readonly apiKey: string | undefined,
  ) {
    this.isLocal = isLoopback(host);
  }

  /** @throws Refusal 403 for a page of another site, 401 for a wrong key */
  check(request: IncomingMessage, access: Access): void {
    this.checkHost(request.headers.host);
    if (request.method !== 'GET') checkOrigin(request);
    this.checkKey(request.headers['x-maxim-api-key'], access);
  }

  // A name that somebody else's DNS points at this machine would let that somebody's pages read what is here.
  private checkHost(host: string | undefined): void {
    if (!this.isLocal) return;
    const name = nameOf(host);
    if (isLoopback(name) || name === this.host.toLowerCase()) return;
    throw new Refusal(403, `This collector listens on ${this.host} only. Ask it by that name, not as "${name}".`);
  }

  private checkKey(given: string | string[] | undefined, access: Access): void {
    if (this.apiKey === undefined || access === 'public') return;
    if (given === undefined && access === 'read' && this.isLocal) return;
    if (isSame(String(given), this.apiKey)) return;
    throw new Refusal(401, 'The header x-maxim-api-key does not hold the key of this collector.');
  }
}

/** Whether only this machine can reach an address, written as in a URL or plain. */
export const isLoopback = (host: string): boolean =>
  /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(host);

/** Whether an address stands for all that a machine has. */
export const isAny = (host: string): boolean => ['0.0.0.0', '::'].includes(host);

function checkOrigin({ headers: { origin, host } }: IncomingMessage): void {
  if (origin === undefined || (URL.canParse(origin) && new URL(origin).host === host?.toLowerCase())) return;
  throw new Refusal(403, `The origin "${origin}" is not this collector's. Pages of other sites may not write here.`);
}

const nameOf = (host = ''): string => (URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : '');

// Hashed, so that neither the time nor the length tells anything of the key.
const isSame = (a: string, b: string): boolean => timingSafeEqual(hash(a), hash(b));

const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
