import { Child } from '../child.js';
import { type SinkMessage } from './sink.js';

interface Sink {
  readonly url: string;
  /** Bytes since it was asked last. */
  taken(): Promise<number>;
}

/** Runs work beside a server, in a process of its own, that takes what is sent. */
export async function withSink<T>(work: (sink: Sink) => Promise<T>): Promise<T> {
  const sink = await Child.start('observe/sink.js');
  const ask = <A>(message: SinkMessage): Promise<A> => sink.ask<A>(message);
  const result = await work({ url: await ask({ address: true }), taken: () => ask({ taken: true }) });
  await sink.stop();
  return result;
}
