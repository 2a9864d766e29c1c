import { EventStreamCodec } from '@smithy/core/event-streams';
import { type Reply } from './provider-server.js';

const codec = new EventStreamCodec(
  (bytes) => Buffer.from(bytes as Uint8Array).toString('utf8'),
  (text) => Buffer.from(text, 'utf8'),
);

const header = (value: string) => ({ type: 'string' as const, value });

function frame(event: object): Uint8Array {
  const [[name, body] = ['', {}]] = Object.entries(event) as [string, object][];
  const headers = {
    ':message-type': header('event'),
    ':event-type': header(name),
    ':content-type': header('application/json'),
  };
  return codec.encode({ headers, body: Buffer.from(JSON.stringify(body)) });
}

/** Events, each an object under its name, as frames of AWS's binary event stream. */
export const awsEventStream = (events: readonly object[], ...more: readonly Uint8Array[]): Reply => ({
  raw: ['application/vnd.amazon.eventstream', Buffer.concat([...events.map(frame), ...more])],
});

/** The frame that ends a stream which failed. */
export const awsException = (name: string, message: string): Uint8Array =>
  codec.encode({
    headers: {
      ':message-type': header('exception'),
      ':exception-type': header(name),
      ':content-type': header('application/json'),
    },
    body: Buffer.from(JSON.stringify({ message })),
  });
