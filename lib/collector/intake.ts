import { MaximFault } from '../faults/fault.js';
import { decode, type DecodedLine } from '../protocol/decode.js';
import { type Forwarder } from './forwarder.js';
import { Refusal } from './refusal.js';
import { type TraceStore } from './store.js';
import { type Grant, isLargeLog, type Uploads } from './uploads.js';

/** What a collector does with what it receives: reads it, keeps it, tells of it, passes it on. What it refuses leaves nothing. */
export class Intake {
  constructor(
    private readonly store: TraceStore,
    private readonly uploads: Uploads,
    private readonly forwarder: Forwarder | undefined,
    private readonly changed: (traces: ReadonlySet<string>) => void,
  ) {}

  /**
   * Takes a body of the log endpoint.
   *
   * @throws Refusal 400, with the number of the line that is malformed
   */
  body(bytes: Buffer): void {
    const lines = read(bytes);
    this.keep(lines.flatMap((line) => (line.action === 'process-large-log' ? this.largeLog(line) : [line])));
    this.forwarder?.body(bytes);
  }

  /** Takes an upload. Of a file nothing is kept; a large line counts once it has arrived and a line has asked for it. */
  upload({ key, mimeType }: Grant, bytes: Buffer): void {
    if (isLargeLog(key)) this.keep(this.uploads.arrive(key, read(bytes)));
    this.forwarder?.upload(key, mimeType, bytes);
  }

  private largeLog({ data: { key } }: DecodedLine): readonly DecodedLine[] {
    return typeof key === 'string' ? this.uploads.ask(key) : [];
  }

  private keep(lines: readonly DecodedLine[]): void {
    const changed = this.store.add(lines);
    if (changed.size > 0) this.changed(changed);
  }
}

function read(bytes: Buffer): DecodedLine[] {
  try {
    return decode(new TextDecoder().decode(bytes));
  } catch (error) {
    if (error instanceof MaximFault) throw new Refusal(400, error.message);
    throw error;
  }
}
