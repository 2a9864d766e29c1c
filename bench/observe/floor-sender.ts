import { randomUUID } from 'node:crypto';
import { Agent } from 'undici';
import { line } from '../lines.js';
import { CALL_LINES, endLine, type Kind, traceLine } from './work.js';

const BODY_BYTES = 1_000_000;

/** What a request with one recorded call comes to on the wire: `JSON.stringify`, and one undici request for each MB. */
export class FloorSender {
  private readonly agent = new Agent({ connections: 1 });
  private lines: string[] = [];
  private bytes = 0;
  private sending: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly url: string,
    private readonly kind: Kind,
  ) {}

  /** @returns to be called with what the request gave */
  begin(body: object): (result: object) => void {
    const [trace, call] = [randomUUID(), randomUUID()];
    const { before, after } = CALL_LINES[this.kind];
    this.write(
      traceLine(trace, 'POST /ask'),
      line('trace', trace, 'update', { input: JSON.stringify(body) }),
      ...before(trace, call, 'Recorded.method', body),
    );
    return (result) => {
      const output = line('trace', trace, 'update', { output: JSON.stringify(result) });
      this.write(...after(call, result), output, endLine('trace', trace));
    };
  }

  async flush(): Promise<void> {
    if (this.lines.length > 0) this.send();
    await this.sending;
  }

  private write(...lines: string[]): void {
    this.lines.push(...lines);
    for (const { length } of lines) this.bytes += length;
    if (this.bytes >= BODY_BYTES) this.send();
  }

  private send(): void {
    const body = this.lines.join('\n');
    [this.lines, this.bytes] = [[], 0];
    this.sending = this.sending.then(async () => {
      const answer = await this.agent.request({ origin: this.url, path: '/api/sdk/v3/log?id=r', method: 'POST', body });
      await answer.body.text();
    });
  }
}
