import { isObject, read } from '../observe/shape.js';

const TIMEOUT = /time(?:d|s)?[ _-]?out/i;

/** Whether a reason or an error speaks of a timeout: libraries say it by its class, its name, its code or its message. */
export function saysTimeout(thrown: unknown): boolean {
  if (!isObject(thrown)) return typeof thrown === 'string' && TIMEOUT.test(thrown);
  const constructor = read(thrown, 'constructor');
  const said = [
    ...['name', 'code', 'message'].map((key) => read(thrown, key)),
    typeof constructor === 'function' && constructor.name,
  ];
  return said.some((word) => typeof word === 'string' && TIMEOUT.test(word));
}
