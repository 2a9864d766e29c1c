import http from 'node:http';
import http2 from 'node:http2';
import { PassThrough } from 'node:stream';
import { define, isObject, type Method, method, read } from '../../observe/shape.js';
import { beginHttp, isHttpRequest } from './http.js';
import { beginHttp2, headHttp2 } from './http2.js';
import { tap } from './tap.js';
import { type Guard, type Hooks, type Watched } from './watched.js';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const isBefore = (since: readonly [major: number, minor: number]): boolean =>
  major < since[0] || (major === since[0] && minor < since[1]);

/**
 * What stands in for the channels that an older Node has not: of `node:http` those before 22.12, of `node:http2` those
 * before 22.17. A Node that has them too tells of a request twice, which does no harm.
 */
export const olderNodeHooks: Hooks = (watched, guard) => {
  const undo = [
    ...(isBefore([22, 12]) ? [patchHttp(watched, guard)] : []),
    ...(isBefore([22, 17]) || major === 23 ? [patchHttp2(watched, guard)] : []),
  ];
  return () => {
    for (const undoOne of undo) undoOne();
  };
};

/** Nothing else tells of a request before its body is written. */
function patchHttp(watched: Watched, guard: Guard): () => void {
  const { prototype } = http.ClientRequest;
  const see = guard((request: unknown, chunk: unknown, encoding: unknown) => {
    const known = watched.of(request);
    const exchange = known ?? (isHttpRequest(request) ? beginHttp(request, watched, guard) : undefined);
    exchange?.sent.add(chunk, encoding);
  });
  const undo = (['write', 'end'] as const).map((name) => {
    const original = method(prototype, name);
    const patched = function (this: unknown, ...args: unknown[]): unknown {
      see(this, args[0], args[1]);
      return original && Reflect.apply(original, this, args);
    };
    return replace(prototype, name, patched);
  });
  return () => undo.forEach((undoOne) => undoOne());
}

/** A session may have been opened long before it is asked for what is watched. */
function patchHttp2(watched: Watched, guard: Guard): () => void {
  const watchStream = guard((stream: unknown, headers: unknown) => {
    const exchange = isObject(stream) ? beginHttp2(stream, headers, watched, guard) : undefined;
    if (!isObject(stream) || !exchange) return;
    tap(
      stream,
      'emit',
      guard((event, head) => event === 'response' && headHttp2(exchange, head)),
    );
  });
  const prototype = sessionPrototype();
  const request = prototype && method(prototype, 'request');
  if (!prototype || !request) return () => undefined;
  return replace(prototype, 'request', function (this: unknown, ...args: unknown[]): unknown {
    const stream = Reflect.apply(request, this, args);
    watchStream(stream, args[0] ?? {});
    return stream;
  });
}

/** That of all sessions of clients, which Node does not export; a session that leads nowhere has it too. */
function sessionPrototype(): object | undefined {
  const session = http2.connect('http://localhost', { createConnection: () => new PassThrough() });
  session.on('error', () => undefined).destroy();
  const prototype: unknown = Object.getPrototypeOf(session);
  return isObject(prototype) ? prototype : undefined;
}

/** Puts a method before an inherited or own one, and gives what takes it away as if it had never been. */
function replace(object: object, name: string, replacement: Method): () => void {
  const before = Object.getOwnPropertyDescriptor(object, name);
  define(object, name, replacement);
  return () => {
    // Somebody may have put theirs on top; then ours stays, and calls through.
    if (read(object, name) !== replacement) return;
    Reflect.deleteProperty(object, name);
    if (before) Object.defineProperty(object, name, before);
  };
}
