import { MaximFault } from '../faults/fault.js';
import { nearest } from './nearest.js';

/** The most characters of a value that a message shows. */
const SHOWN = 100;

/**
 * @param expected what it takes, such as `true or false`
 * @param whose what was given it
 */
export const wrongOption = (option: string, value: unknown, expected: string, whose = 'MaximModule'): MaximFault =>
  new MaximFault(
    'invalid-option',
    `${whose}: ${option || 'what it was given'} is ${shown(option, value)}.`,
    `Give ${expected}, or leave it out.`,
  );

/**
 * @param parent the option that it stands in; `''` where it stands in none
 * @param whose what was given it
 */
export function unknownOption(
  parent: string,
  name: string,
  known: readonly string[],
  whose = 'MaximModule',
): MaximFault {
  const path = (word: string): string => JSON.stringify(parent === '' ? word : `${parent}.${word}`);
  const meant = nearest(name, known);
  return new MaximFault(
    'invalid-option',
    `${whose}: there is no option ${path(name)}.`,
    meant === undefined
      ? `${parent === '' ? 'The options are' : `${parent} takes`} ${known.join(', ')}.`
      : `Did you mean ${path(meant)}?`,
  );
}

/** @param name what stands in a host's place */
export function wrongHost(option: string, name: string): MaximFault {
  const host = name
    .replace(/^\w+:\/\//, '')
    .replace(/[/?#].*$/, '')
    .replace(/^.*@/, '');
  return new MaximFault(
    'invalid-option',
    `MaximModule: ${option} has ${JSON.stringify(name.replace(/\/\/.*@/, '//'))}, which is no host.`,
    `Name hosts without scheme and path, with or without their port, such as ${JSON.stringify(host || 'llm.example:8000')}.`,
  );
}

/** An address, its user, password and query blotted out. */
export const blotted = (url: string): string =>
  url.replace(/^([a-z][\w+.-]*:\/\/)?.*@/is, '$1***@').replace(/([?#]).+$/s, '$1***');

/** @param instead what to do without one */
export const withoutSpool = (option: string, value: string, instead: string): MaximFault =>
  new MaximFault(
    'invalid-option',
    `MaximModule: ${option} is ${JSON.stringify(value)}, which needs a spool, and transport.spool is false.`,
    `${instead}, or leave transport.spool out.`,
  );

// A key must not reach a log, not even a mistyped one or one given in the options' place.
function shown(option: string, value: unknown): string {
  const isSecret = option === 'apiKey' || option === '';
  if (typeof value === 'string' && !isSecret) {
    return JSON.stringify((option === 'baseUrl' ? blotted(value) : value).slice(0, SHOWN));
  }
  if (value === null || value === undefined) return String(value);
  if ((typeof value === 'number' || typeof value === 'boolean') && !isSecret) return String(value);
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
