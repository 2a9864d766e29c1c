import { channel } from 'node:diagnostics_channel';
import http from 'node:http';
import http2 from 'node:http2';

/** The channels on which the calls of a process are watched. */
export const CHANNELS = [
  ...['create', 'bodyChunkSent', 'bodyChunkReceived', 'headers', 'trailers', 'error'].map(
    (name) => `undici:request:${name}`,
  ),
  ...['http.client.request.created', 'http.client.response.finish'],
  ...['http2.client.stream.created', 'http2.client.stream.finish'],
];

/** All in this process that watching calls may change. */
export const hooked = () => ({
  channels: CHANNELS.filter((name) => channel(name).hasSubscribers),
  written: Object.getOwnPropertyNames(http.ClientRequest.prototype).filter((name) => /^(write|end)$/.test(name)),
  connect: http2.connect,
  prototypes: [http.IncomingMessage.prototype, http.OutgoingMessage.prototype].map((each) => Reflect.ownKeys(each)),
});
