import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** A script in a process of its own, which answers one message at a time. */
export class Child {
  private constructor(private readonly process: ChildProcess) {}

  /** @param script where it is under `bench/` */
  static async start(script: string, ...args: string[]): Promise<Child> {
    const child = new Child(fork(join(__dirname, script), args));
    await child.heard();
    return child;
  }

  ask<T>(message: object): Promise<T> {
    this.process.send(message);
    return this.heard<T>();
  }

  tell(message: object): void {
    this.process.send(message);
  }

  /** The last message before its end. */
  async killed(after: number): Promise<unknown> {
    let last: unknown;
    this.process.on('message', (message) => (last = message));
    await new Promise((resolve) => setTimeout(resolve, after));
    this.process.kill('SIGKILL');
    await once(this.process, 'close');
    return last;
  }

  async stop(): Promise<void> {
    if (this.process.exitCode !== null) return;
    this.process.disconnect();
    await once(this.process, 'exit');
  }

  private async heard<T>(): Promise<T> {
    const done = new AbortController();
    const { signal } = done;
    const [message] = (await Promise.race([once(this.process, 'message', { signal }), this.early(signal)])) as [T];
    done.abort();
    return message;
  }

  private async early(signal: AbortSignal): Promise<never> {
    try {
      await once(this.process, 'exit', { signal });
    } catch {
      return new Promise(() => undefined); // It answered.
    }
    throw new Error(`A process of the benchmark ended early, with ${this.process.exitCode ?? 'a signal'}.`);
  }
}

/** Answers the parent's messages, and ends with it. */
export function serve<T>(answer: (message: T) => unknown): void {
  process.on('message', (message) => {
    void Promise.resolve(answer(message as T)).then((value) => value !== undefined && process.send?.(value));
  });
  process.on('disconnect', () => process.exit());
  process.send?.('ready');
}
