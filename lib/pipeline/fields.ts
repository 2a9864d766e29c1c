import { MAX_CONVERSATION_BYTES, MAX_FIELD_BYTES } from '../protocol/limits.js';
import { type Entity } from '../protocol/line.js';
import { answering, withoutAnswer } from './answer.js';
import { NOT_CAPTURED, REDACTED } from './marks.js';
import { isRecord, type PlainRecord, replaceValues } from './plain.js';

/** How one key of a line's data is treated on its way out. Values are plain JSON. */
export interface Field {
  /**
   * Brings a value into the shape that the protocol needs; undefined where it cannot be.
   *
   * @param original what it stands for, in that shape, where it is the answer of a user's function
   */
  readonly shape: (value: unknown, original?: unknown) => unknown;
  /** What is sent in its place when it must not be seen, in the same shape. */
  readonly hidden: (value: unknown) => unknown;
  /** What is left of it where content is not to be logged; undefined: nothing. */
  readonly withoutContent: (value: unknown) => unknown;
  readonly maxBytes: number;
}

type Change = (value: unknown) => unknown;
type Shape = Field['shape'];

const field = (shape: Shape, hidden: Change, withoutContent: Change, maxBytes = MAX_FIELD_BYTES): Field => ({
  shape,
  hidden,
  withoutContent,
  maxBytes,
});

const same: Change = (value) => value;
const gone: Change = () => undefined;
const emptyText: Change = () => '';
const emptyList: Change = () => [];
const emptyRecord: Change = () => ({});

const text: Change = (value) => {
  if (typeof value === 'string' || value === undefined) return value;
  return value === null ? '' : JSON.stringify(value);
};
const texts: Change = (value) => (isRecord(value) ? replaceValues(value, text) : undefined);
const list: Change = (value) => (Array.isArray(value) ? value : undefined);
const record = (value: unknown): PlainRecord | undefined => (isRecord(value) ? value : undefined);
const documents: Change = (value) =>
  value === undefined ? undefined : (Array.isArray(value) ? value : [value]).map((item) => text(item) ?? '');
const answer: Shape = (value, original) =>
  value === undefined ? undefined : answering(value, (other) => String(text(other)), original);
const failure: Shape = (value, original) => {
  if (value === undefined) return undefined;
  if (!isRecord(value)) return { ...record(original), message: text(value) };
  return typeof value['message'] === 'string' ? value : { ...value, message: text(value['message']) ?? '' };
};

const redacted: Change = () => REDACTED;
const eachRedacted: Change = (value) => (isRecord(value) ? replaceValues(value, redacted) : {});
const failureSaying =
  (message: string): Change =>
  (value) => ({ ...(isRecord(value) ? value : {}), message });
const answerSaying =
  (said: string, failed: string): Change =>
  (value) =>
    isRecord(value) ? withoutAnswer(value, said, failed) : said;

/** Input and output are content, and so is the message that a stack begins with. */
const metadataWithoutContent: Change = (value) => {
  const { input, output, stack, ...rest } = record(value) ?? {};
  const frames = framesOf(stack);
  const kept = { ...rest, ...(frames !== undefined && { stack: frames }) };
  return Object.keys(kept).length > 0 ? kept : undefined;
};
const FRAME = /^ +at (?:.+ \()?(?:\S+:\d+:\d+|native|<anonymous>)\)?$/;
const framesOf = (stack: unknown): string | undefined => {
  const frames = typeof stack === 'string' ? stack.split('\n').filter((line) => FRAME.test(line)) : [];
  return frames.length > 0 ? frames.join('\n') : undefined;
};
// Strings and structures may be a prompt: instructions, tools, a response format.
const numbersAndFlags: Change = (value) =>
  Object.fromEntries(
    Object.entries(record(value) ?? {}).filter(([, item]) => typeof item === 'number' || typeof item === 'boolean'),
  );

/** Every key that holds content or a user's own data. What is neither here nor in STRUCTURE is taken for content. */
const FIELDS: readonly (readonly [key: string, field: Field])[] = [
  // key: shape, hidden, without content, bytes
  ['input', field(text, redacted, gone)],
  ['output', field(text, redacted, gone)],
  ['args', field(text, redacted, emptyText)],
  ['docs', field(documents, emptyList, emptyList)],
  ['messages', field(list, emptyList, emptyList, MAX_CONVERSATION_BYTES)],
  ['result', field(answer, answerSaying(REDACTED, REDACTED), answerSaying('', NOT_CAPTURED), MAX_CONVERSATION_BYTES)],
  ['error', field(failure, failureSaying(REDACTED), failureSaying(NOT_CAPTURED))],
  ['message', field(text, redacted, () => NOT_CAPTURED)],
  ['modelParameters', field(record, emptyRecord, numbersAndFlags)],
  ['metadata', field(texts, eachRedacted, metadataWithoutContent)],
  ['variables', field(texts, eachRedacted, gone)],
  ['tags', field(texts, eachRedacted, same)],
  ['comment', field(text, redacted, gone)],
  ['url', field(text, redacted, gone)],
  ['description', field(text, redacted, same)],
];
const TOOL_RESULT = field(text, redacted, emptyText);
const UNKNOWN = field(same, redacted, gone);

/** Keys that say what an element is and where it hangs: they hold no content, and nothing is changed in them. */
const STRUCTURE = [
  ...['id', 'spanId', 'sessionId', 'key', 'maximPromptId', 'maximPromptVersionId', 'with', 'evaluators'],
  ...['name', 'provider', 'model', 'startTimestamp', 'endTimestamp', 'timestamp', 'cost', 'metrics', 'score'],
  ...['type', 'file', 'mimeType', 'size', 'code', 'errorType'],
];
const TREATMENT = new Map<string, Field | 'structure'>(FIELDS);
for (const key of STRUCTURE) TREATMENT.set(key, 'structure');

/** How a key of a line's data is treated; undefined where it is structure. */
export function fieldOf(entity: Entity, key: string): Field | undefined {
  if (key === 'result' && entity === 'tool_call') return TOOL_RESULT;
  const treatment = TREATMENT.get(key) ?? UNKNOWN;
  return treatment === 'structure' ? undefined : treatment;
}
