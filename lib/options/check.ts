import { MaximFault } from '../faults/fault.js';

/** What a value should have been, or undefined where it is right. */
export type Check = (value: unknown) => string | undefined;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const when = (right: (value: unknown) => boolean, expected: string): Check => {
  return (value) => (right(value) ? undefined : expected);
};

export const flag = when((value) => typeof value === 'boolean', 'true or false');
export const text = when((value) => typeof value === 'string', 'a string');
export const hook = when((value) => typeof value === 'function', 'a function');
export const texts = when(
  (value) => isRecord(value) && Object.values(value).every((item) => typeof item === 'string'),
  'an object of strings',
);
export const oneOf = (...words: readonly (string | boolean)[]): Check =>
  when(
    (value) => words.some((word) => word === value),
    words.map((word) => (typeof word === 'string' ? `'${word}'` : String(word))).join(', '),
  );
export const number = (least: number, most: number, unit: string): Check =>
  when(
    (value) => typeof value === 'number' && value >= least && value <= most,
    most === Infinity ? `a number of ${unit} from ${least}` : `a number of ${unit} from ${least} to ${most}`,
  );
export const url = when((value) => typeof value === 'string' && isHttpUrl(value), 'an http or https URL');
export const listOf = (right: (value: unknown) => boolean, expected: string): Check =>
  when((value) => Array.isArray(value) && value.every(right), expected);
export const any = (...checks: readonly Check[]): Check => {
  return (value) => {
    const expected = checks.map((check) => check(value));
    return expected.includes(undefined) ? undefined : expected.join(', or ');
  };
};
export const objectWith = (...methods: readonly string[]): Check =>
  when(
    (value) => isRecord(value) && methods.every((method) => typeof value[method] === 'function'),
    `an object with ${methods.join(', ')}`,
  );

export function isHttpUrl(value: string): boolean {
  try {
    return /^https?:$/.test(new URL(value).protocol);
  } catch {
    return false; // `new URL` has no other way to say so on Node 20.
  }
}

/** Checks by name; a nested object holds the checks of an option's own options. */
export interface Checks {
  readonly [name: string]: Check | Checks;
}

/**
 * Goes through all that was given; an option left undefined is a default.
 *
 * @throws MaximFault `invalid-option`, naming the option, its value and what it takes
 */
export function checkOptions(given: unknown, checks: Checks, path = ''): void {
  if (!isRecord(given)) throw wrong(path.slice(0, -1) || 'options', given, 'Give an object.');
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue;
    const check = Object.hasOwn(checks, name) ? checks[name] : undefined;
    if (check === undefined) throw unknown(path, name, Object.keys(checks));
    if (typeof check !== 'function') {
      checkOptions(value, check, `${path}${name}.`);
      continue;
    }
    const expected = check(value);
    if (expected !== undefined) throw wrong(path + name, value, `Give ${expected}, or leave it out.`);
  }
}

const wrong = (option: string, value: unknown, cure: string): MaximFault =>
  new MaximFault('invalid-option', `MaximModule: ${option} is ${shown(option, value)}.`, cure);

const unknown = (path: string, name: string, known: readonly string[]): MaximFault =>
  new MaximFault(
    'invalid-option',
    `MaximModule: there is no option "${path}${name}".`,
    `${path === '' ? 'The options are' : `"${path.slice(0, -1)}" takes`} ${known.join(', ')}.`,
  );

// A key must not reach a log, not even a mistyped one.
const shown = (option: string, value: unknown): string => {
  if (option === 'apiKey') return `a ${typeof value}`;
  if (typeof value === 'string') return JSON.stringify(value);
  return typeof value === 'object' || typeof value === 'function' ? `a value of type ${typeof value}` : String(value);
};
