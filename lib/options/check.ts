import { unknownOption, wrongHost, wrongOption } from './wrong-option.js';

/** What a value should have been, or undefined where it is right. Wrong options inside the value throw by themselves. */
export type Check = (value: unknown, option: string) => string | undefined;

/** A check for each option by its name. */
export type Checks = Readonly<Record<string, Check>>;

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const when = (right: (value: unknown) => boolean, expected: string): Check => {
  return (value) => (right(value) ? undefined : expected);
};

export const flag = when((value) => typeof value === 'boolean', 'true or false');
export const text = when((value) => typeof value === 'string', 'a string');
export const hook = when((value) => typeof value === 'function', 'a function');
export const token = when((value) => typeof value === 'string' && isToken(value), 'a string without spaces');

export const oneOf = (...words: readonly (string | boolean)[]): Check =>
  when(
    (value) => words.some((word) => word === value),
    words.map((word) => (typeof word === 'string' ? `'${word}'` : String(word))).join(', '),
  );

export const number = (least: number, most: number, unit?: string): Check =>
  when(
    (value) => typeof value === 'number' && value >= least && value <= most,
    `a number from ${least}${most === Infinity ? '' : ` to ${most}`}${unit ? `, in ${unit}` : ''}`,
  );

export const objectWith = (...methods: readonly string[]): Check =>
  when(
    (value) => isRecord(value) && methods.every((method) => typeof value[method] === 'function'),
    `an object with ${methods.join(', ')}`,
  );

/** A list whose items are right. */
export const listOf = (item: Check, expected: string): Check =>
  when((value) => Array.isArray(value) && value.every((each) => item(each, '') === undefined), `a list of ${expected}`);

/** Any of several. */
export const either = (...checks: readonly Check[]): Check => {
  return (value, option) => {
    const expected = checks.map((check) => check(value, option));
    return expected.includes(undefined) ? undefined : expected.join(', or ');
  };
};

/** An object of any names, each value right. */
export const each = (check: Check): Check => {
  return (value, option) => {
    if (!isRecord(value)) return 'an object';
    for (const [name, item] of Object.entries(value)) demand(check, item, `${option}.${name}`);
    return undefined;
  };
};

/** An object by hosts, each value right. */
export const byHost = (check: Check): Check => {
  const eachRight = each(check);
  return (value, option) => {
    if (isRecord(value)) for (const name of Object.keys(value)) if (!isHost(name)) throw wrongHost(option, name);
    return eachRight(value, option);
  };
};

/** An object of these options and no others; one left undefined is a default. @param whose what is given them */
export const options = (checks: Checks, whose?: string): Check => {
  return (value, option) => {
    if (!isRecord(value)) return `an object with any of ${Object.keys(checks).join(', ')}`;
    for (const [name, item] of Object.entries(value)) {
      const check = Object.hasOwn(checks, name) ? checks[name] : undefined;
      if (check === undefined) throw unknownOption(option, name, Object.keys(checks), whose);
      if (item !== undefined) demand(check, item, option === '' ? name : `${option}.${name}`, whose);
    }
    return undefined;
  };
};

/**
 * Lets a right value pass.
 *
 * @param option its name; `''` for all options together
 * @param whose what is given it
 * @throws MaximFault `invalid-option`, naming the option, its value and what it takes
 */
export function demand(check: Check, value: unknown, option: string, whose?: string): void {
  const expected = check(value, option);
  if (expected !== undefined) throw wrongOption(option, value, expected, whose);
}

export const isHttpUrl = (value: string): boolean => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);

/** Whether it is a host's name or address alone, with or without a port. */
const isHost = (value: string): boolean => /^(?:\[[\da-f:.]+\]|[^\s/:@?#[\]]+)(?::\d+)?$/i.test(value);

/** Whether a header can carry it. */
export const isToken = (value: string): boolean => /^[\x21-\x7e]*$/.test(value);
