import { type TraceConfig } from './configs.js';
import { elementId, type EntityHost } from './host.js';
import { type TraceHold } from './sink.js';
import { MaximTrace } from './trace.js';

/**
 * The trace of a unit of work that we open by ourselves, such as a request. Its lines wait, and are sent only once
 * something was attached to it.
 */
export class UnitTrace extends MaximTrace {
  private taken = false;
  private config: TraceConfig;

  /** @internal */
  constructor(
    host: EntityHost,
    config: TraceConfig,
    private readonly waiting: TraceHold,
  ) {
    super(host, elementId(host, config.id), waiting);
    this.config = { ...config, startTimestamp: config.startTimestamp ?? new Date() };
    this.create(this.config);
  }

  /** @internal Nothing of it was sent. */
  get isWaiting(): boolean {
    return this.waiting.lines !== undefined;
  }

  /** @internal Somebody's own `@Trace` speaks for it: name, input and output are theirs. */
  get isTaken(): boolean {
    return this.taken;
  }

  /** @internal Calls back when its first lines go out; at once where they have. */
  whenReleased(then: () => void): void {
    if (this.isWaiting) this.waiting.onRelease = then;
    else then();
  }

  /** @internal Gives it a name that was not known when it was opened. */
  rename(name: string): void {
    if (this.taken || name === this.config.name) return;
    this.config = { ...this.config, name };
    this.reopen();
  }

  /**
   * @internal While it waits, the first explicit trace inside it stands in its place: id, name, tags and session become
   * the other's, the start stays. False where it is too late for that.
   */
  takeOver(config: TraceConfig): boolean {
    if (!this.isWaiting || this.taken || this.ended) return false;
    this.taken = true;
    delete this.waiting.onRelease;
    if (config.id) this.changeId(elementId(this.host, config.id));
    this.config = { ...this.config, ...config, startTimestamp: this.config.startTimestamp ?? new Date() };
    this.reopen();
    this.host.sink.release(this.waiting);
    return true;
  }

  /** Where its first line waits, that line is replaced; else it is sent again, which the protocol takes as the same. */
  private reopen(): void {
    const rest = this.waiting.lines?.filter(({ action }) => action !== 'create');
    if (this.waiting.lines) this.waiting.lines = [];
    this.create({ ...this.config, tags: { ...this.tags, ...this.config.tags } });
    if (rest) this.waiting.lines?.push(...rest);
  }

  private changeId(id: string): void {
    this.host.open.delete('trace', this.elementId);
    this.elementId = id;
    this.waiting.lines = this.waiting.lines?.map((line) => ({ ...line, id }));
  }
}

/**
 * Opens the trace of a unit of work.
 *
 * @param wait whether its lines wait until something is attached
 */
export const openUnitTrace = (host: EntityHost, config: TraceConfig, wait: boolean): UnitTrace =>
  new UnitTrace(host, config, { lines: wait ? [] : undefined });
