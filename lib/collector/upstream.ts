import { keyless, type Outcome, outcomeOf, outcomeOfFault } from '../transport/outcome.js';
import { type ForwardOptions } from './options.js';

/** The longest one request may take, in ms. */
const TIMEOUT = 30_000;

const UPLOAD_URL = '/api/sdk/v1/log-repositories/attachments/upload-url';

/** The server to which a collector passes on what it receives. */
export class Upstream {
  /** @param giveUp ends the request that is under way */
  constructor(
    private readonly to: ForwardOptions,
    private readonly giveUp: AbortSignal,
  ) {}

  /** Sends a body of lines; plain, as no server is known to take gzip. */
  body(bytes: Buffer): Promise<Outcome> {
    return this.answered(async () => {
      const path = `/api/sdk/v3/log?id=${encodeURIComponent(this.to.repositoryId)}`;
      return (await this.ask(path, { 'content-type': 'text/plain' }, { method: 'POST', body: bytes })).outcome;
    });
  }

  /** Asks for a place for an upload, then puts it there; the API key does not go to that place. */
  upload(key: string, mimeType: string, bytes: Buffer): Promise<Outcome> {
    return this.answered(async () => {
      const query = new URLSearchParams({ key, mimeType, size: bytes.length.toString() });
      const { outcome, text } = await this.ask(`${UPLOAD_URL}?${query.toString()}`);
      if (outcome.kind !== 'sent') return outcome;
      const url = urlIn(text);
      if (url === undefined) return { kind: 'split', reason: 'the server named no address for an upload' };
      const put = await this.fetch(url, { method: 'PUT', headers: { 'content-type': mimeType }, body: bytes });
      return put.ok ? outcome : (await read(put)).outcome;
    });
  }

  private async answered(request: () => Promise<Outcome>): Promise<Outcome> {
    const { apiKey } = this.to;
    try {
      return keyless(await request(), apiKey);
    } catch (error) {
      // `fetch` hides what happened in the cause of its own error.
      const fault = typeof error === 'object' && error !== null && 'cause' in error ? error.cause : error;
      return keyless(outcomeOfFault(fault), apiKey);
    }
  }

  private async ask(
    path: string,
    headers: Readonly<Record<string, string>> = {},
    init: RequestInit = {},
  ): Promise<{ outcome: Outcome; text: string }> {
    const all = { ...headers, 'x-maxim-api-key': this.to.apiKey, accept: 'application/json' };
    return read(await this.fetch(this.to.baseUrl + path, { ...init, headers: all }));
  }

  // Redirects are not followed: they could take the key to another host.
  private fetch(url: string, init: RequestInit): Promise<Response> {
    const signal = AbortSignal.any([this.giveUp, AbortSignal.timeout(TIMEOUT)]);
    return fetch(url, { ...init, redirect: 'manual', signal });
  }
}

async function read(response: Response): Promise<{ outcome: Outcome; text: string }> {
  const text = await response.text();
  const retryAfter = response.headers.get('retry-after');
  const answer = { status: response.status, text, ...(retryAfter !== null && { retryAfter }) };
  return { outcome: outcomeOf(answer, Date.now()), text };
}

/** The address in `{ data: { url } }`. */
function urlIn(text: string): string | undefined {
  const body: unknown = JSON.parse(text);
  const data = typeof body === 'object' && body !== null && 'data' in body ? body.data : undefined;
  const url = typeof data === 'object' && data !== null && 'url' in data ? data.url : undefined;
  return typeof url === 'string' && URL.canParse(url) ? url : undefined;
}
