import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { isObject, read } from '../../observe/shape.js';
import { type Guard } from './watched.js';

/** Reads one field of a channel's message. */
export type Message = (field: string) => unknown;

/** Subscribes to channels of Node's, by their names; gives what unsubscribes. */
export function listen(channels: Record<string, (message: Message) => void>, guard: Guard): () => void {
  const subscriptions = Object.entries(channels).map(([name, hear]) => {
    const guarded = guard(hear);
    const subscriber = (message: unknown): void =>
      guarded((field) => (isObject(message) ? read(message, field) : undefined));
    return [name, subscriber] as const;
  });
  for (const [name, subscriber] of subscriptions) subscribe(name, subscriber);
  return () => {
    for (const [name, subscriber] of subscriptions) unsubscribe(name, subscriber);
  };
}
