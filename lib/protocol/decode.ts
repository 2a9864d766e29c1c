import { MaximFault } from '../faults/fault.js';

/**
 * A line as a client sent it. Its entity and action may be words of a newer protocol than this version knows: such a
 * line is well-formed, and whoever reads it passes over it.
 */
export interface DecodedLine {
  readonly entity: string;
  readonly id: string;
  readonly action: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** The line itself, without its newline. Two lines are the same one where their texts are. */
  readonly text: string;
}

const SHAPE = /^([a-z][a-z0-9_]*)\{id=([A-Za-z0-9_-]+),action=([a-z][a-z0-9_-]*),data=(.*)\}$/s;

/**
 * Reads the body of a log request: one line per element and action, ended by `\n` or `\r\n`, blank lines passed over.
 *
 * @throws MaximFault `malformed-line` that begins with the line's number, as in `line 3: …`
 */
export function decode(body: string): DecodedLine[] {
  return body.split('\n').flatMap((raw, index) => {
    const text = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    return text.trim() === '' ? [] : [decodeLine(text, index + 1)];
  });
}

function decodeLine(text: string, number: number): DecodedLine {
  const [, entity, id, action, json] = SHAPE.exec(text) ?? [];
  if (entity === undefined || id === undefined || action === undefined || json === undefined) {
    throw malformed(number, 'it does not have the shape entity{id=…,action=…,data={…}}.');
  }
  const data = parse(json, number);
  if (!isObject(data)) throw malformed(number, 'its data is not a JSON object.');
  return { entity, id, action, data, text };
}

function parse(json: string, number: number): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw malformed(number, 'its data is not JSON.', error);
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const malformed = (number: number, problem: string, cause?: unknown): MaximFault =>
  new MaximFault(
    'malformed-line',
    `line ${number}: ${problem}`,
    'Write an id of letters, digits, _ and -, and the data as one JSON object without line breaks.',
    cause,
  );
