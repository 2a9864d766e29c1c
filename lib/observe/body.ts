import { hasMethods, isObject, method, read } from './shape.js';
import { type Kind, type Watching } from './watching.js';

/** The `Response` of a `fetch`. All it has to read its body reads the stream in `body`; one left unread stays so. */
export const response: Kind = {
  is: (value): value is object => 'bodyUsed' in value && 'status' in value && hasMethods(value, 'clone', 'text'),
  watch: (value, watching) => watchBody(value, read(value, 'body'), watching),
};

/** Nest's `StreamableFile`, of any copy of Nest. */
export const streamableFile: Kind = {
  is: (value): value is object => hasMethods(value, 'getStream', 'getHeaders'),
  watch: (value, watching) => watchBody(value, method(value, 'getStream')?.call(value), watching),
};

function watchBody(owner: object, body: unknown, { ending, follow }: Watching): object {
  ending.streaming();
  const spent = read(owner, 'bodyUsed') === true || (isObject(body) && read(body, 'locked') === true);
  if (isObject(body) && !spent) follow(body);
  else ending.ok(undefined);
  return owner;
}
