import { AsyncLocalStorage } from 'node:async_hooks';
import { type Listener, type Pending, type RunInContext } from '../../lib/observe/listener.js';

/** What a listener heard, in order, as one word or a pair each. */
export type Heard = string | [word: string, value: unknown];

/** A listener that writes down what it hears. */
export class Recording implements Listener {
  readonly heard: Heard[] = [];
  handle: Pending | undefined;

  streaming(): void {
    this.heard.push('streaming');
  }

  pending(handle: Pending): void {
    this.handle = handle;
  }

  chunk(chunk: unknown): void {
    this.heard.push(['chunk', chunk]);
  }

  ok(value: unknown): void {
    this.heard.push(['ok', value]);
  }

  error(error: unknown): void {
    this.heard.push(['error', error]);
  }

  cancelled(): void {
    this.heard.push('cancelled');
  }

  get chunks(): unknown[] {
    return this.heard.flatMap((entry) => (Array.isArray(entry) && entry[0] === 'chunk' ? [entry[1]] : []));
  }

  get endings(): Heard[] {
    return this.heard.filter((entry) => entry === 'cancelled' || entry[0] === 'ok' || entry[0] === 'error');
  }
}

/** A real context to run in, and what a piece of code sees of it. */
export class Scope {
  private readonly storage = new AsyncLocalStorage<string>();

  readonly run: RunInContext = (fn) => this.storage.run('the call', fn);

  get current(): string | undefined {
    return this.storage.getStore();
  }
}

export const anywhere: RunInContext = (fn) => fn();
