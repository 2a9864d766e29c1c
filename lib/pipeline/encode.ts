import { type CapturedElement } from '../options/pipeline-options.js';
import { formatLine, type Line } from '../protocol/line.js';
import { fieldOf } from './fields.js';
import { type PlainRecord } from './plain.js';

/** A line whose data is plain JSON, as it stands on the wire. */
export const encode = ({ entity, id, action }: Line, json: string): string => formatLine(entity, id, action, json);

/** The line that says that something of an element was cut. */
export const encodeTruncated = ({ entity, id }: CapturedElement): string =>
  formatLine(entity, id, 'update', '{"tags":{"truncated":"true"}}');

/** What can be sent of a line whose data could not be encoded: what says which element it is of, and when. */
export function encodeStructure(line: Line): string {
  let json = '{}';
  try {
    json = JSON.stringify(structureOf(line));
  } catch {
    // Whoever calls has reported it already; an empty line still says that its element is there.
  }
  return encode(line, json);
}

function structureOf({ entity, data }: Line): PlainRecord {
  const isStructure = ([key, value]: [string, unknown]): boolean =>
    typeof value === 'string' && fieldOf(entity, key) === undefined;
  return Object.fromEntries(Object.entries(data).filter(isStructure));
}
