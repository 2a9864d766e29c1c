import { type Action, type Line } from '../protocol/line.js';
import { type SessionConfig, type TraceConfig } from './configs.js';
import { fields, type Given } from './fields.js';
import { elementId, type EntityHost } from './host.js';
import { type Unit } from '../protocol/overtime.js';
import { type MaximSession, openSession } from './session.js';
import { type TraceHold } from '../protocol/trace-hold.js';
import { MaximTrace } from './trace.js';

/** What a unit of work was given and gave. */
type Content = 'input' | 'output';

/**
 * The trace of a unit of work that we open by ourselves, such as a request. Its lines wait, and are sent only once
 * something was attached to it.
 */
export class UnitTrace extends MaximTrace {
  /** @internal */
  readonly unit: Unit = {};
  private taken = false;
  private readonly said = new Set<string>();
  private readonly keptBack = new Set<Content>();
  private config: Given<TraceConfig> & { startTimestamp: Date };

  /** @internal */
  constructor(
    host: EntityHost,
    config: TraceConfig,
    private readonly waiting: TraceHold,
  ) {
    super(host, elementId(host, config.id), waiting);
    this.config = { startTimestamp: new Date(), ...fields(config) };
    this.create(this.config);
    delete this.config.metadata; // It has a line of its own, and is not said again.
  }

  /** @internal Nothing of it was sent. */
  get isWaiting(): boolean {
    return this.waiting.lines !== undefined;
  }

  /** @internal An error of its own was told. */
  get hasError(): boolean {
    return this.said.has('error');
  }

  /** @internal Calls back when its first lines go out; at once where they have. */
  whenReleased(then: () => void): void {
    if (this.isWaiting) this.waiting.onRelease = then;
    else then();
  }

  /** @internal Says what it was given or gave, unless somebody in it has. */
  fill(part: Content, value: unknown): void {
    if (value !== undefined && !this.said.has(part)) super.write('update', { [part]: value });
  }

  /** @internal It does not show what it was given or gave by itself: whoever knows what may be shown says that. */
  keepBack(part: Content): void {
    this.keptBack.add(part);
  }

  /** @internal */
  keepsBack(part: Content): boolean {
    return this.keptBack.has(part);
  }

  /** @internal */
  override write(action: Action, data: Record<string, unknown>, withoutContent = false): void {
    if (action === 'update') for (const part of Object.keys(data)) this.said.add(part);
    if (action === 'add-error') this.said.add('error');
    super.write(action, data, withoutContent);
  }

  /** @internal Opens the session that it is a turn of; that is sent only if the trace is. */
  openSession(config: SessionConfig): MaximSession {
    return openSession(this.host, config, this.waiting);
  }

  /** @internal Gives it a name that was not known when it was opened. */
  rename(name: string): void {
    if (this.taken || name === this.config.name) return;
    this.reopen({ name });
  }

  /**
   * @internal While it waits, the first explicit trace inside it stands in its place: id, name, tags and session become
   * the other's, the start stays. False where it is too late for that.
   *
   * @param keptBack what only the other may show
   */
  takeOver(config: Given<TraceConfig>, keptBack: readonly Content[] = []): boolean {
    if (!this.isWaiting || this.taken || this.ended) return false;
    this.taken = true;
    for (const part of keptBack) this.keepBack(part);
    const { id, ...words } = fields(config);
    if (id) this.changeId(elementId(this.host, id));
    this.reopen(words);
    this.host.sink.release(this.waiting);
    return true;
  }

  /** Where its first line waits, that line is replaced; else it is sent again, which the protocol takes as the same. */
  private reopen({ metadata, ...words }: Given<TraceConfig>): void {
    const { startTimestamp } = this.config;
    this.config = { ...this.config, ...(this.sessionId && { sessionId: this.sessionId }), ...words, startTimestamp };
    Object.assign(this.tags, fields(words.tags));
    const rest = this.waiting.lines?.filter((line) => !isSaidByCreate(line));
    if (this.waiting.lines) this.waiting.lines = [];
    this.create({ ...this.config, tags: this.tags });
    if (rest) this.waiting.lines?.push(...rest);
    if (metadata) this.addMetadata(metadata);
  }

  private changeId(id: string): void {
    this.host.open.delete('trace', this.elementId);
    this.elementId = id;
    this.waiting.lines = this.waiting.lines?.map((line) => ({ ...line, id }));
  }
}

/** Tags and session stand in the first line, in their latest state. */
const isSaidByCreate = ({ action, data }: Line): boolean =>
  action === 'create' || (action === 'update' && ('tags' in data || 'sessionId' in data));

/**
 * Opens the trace of a unit of work.
 *
 * @param wait whether its lines wait until something is attached
 */
export const openUnitTrace = (host: EntityHost, config: TraceConfig, wait: boolean): UnitTrace =>
  new UnitTrace(host, config, { lines: wait ? [] : undefined });
