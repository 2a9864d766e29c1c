import { MAX_CONVERSATION_BYTES, MAX_FIELD_BYTES } from '../protocol/limits.js';
import { type Entity } from '../protocol/line.js';
import { quoteJson } from '../protocol/plain/quote.js';
import { type Written } from '../protocol/plain/walk.js';
import { answering, withoutAnswer } from './answer.js';
import { NOT_CAPTURED, REDACTED } from './marks.js';
import { isRecord, mapValues, type PlainRecord } from './plain.js';

type Change = (value: unknown) => unknown;

/** What the protocol needs of a value of plain JSON. */
interface Kind {
  /**
   * Brings a value into its shape; undefined where it cannot be.
   *
   * @param original what it stands for, in that shape, where it is the answer of a user's function
   */
  readonly shape: (value: unknown, original?: unknown) => unknown;
  /** The same for JSON, where it tells enough what it was written as: undefined where it has to be read. */
  readonly shapeJson: (json: string, written: Written) => string | undefined;
  /** The structure whose members are texts. */
  readonly textsIn?: 'list' | 'record';
  /** What is sent in its place when it must not be seen, in the same shape. */
  readonly hidden: Change;
}

/** How one key of a line's data is treated on its way out. */
export interface Field extends Kind {
  /** What is left of it where content is not to be logged; undefined: nothing. */
  readonly withoutContent: Change;
  readonly maxBytes: number;
}

const same = <T>(value: T): T => value;
const gone: Change = () => undefined;
const emptyText: Change = () => '';
const emptyList: Change = () => [];
const emptyRecord: Change = () => ({});

const text: Change = (value) => {
  if (typeof value === 'string' || value === undefined) return value;
  return value === null ? '' : JSON.stringify(value);
};
const texts: Change = (value) => (isRecord(value) ? mapValues(value, text) : undefined);
const list: Change = (value) => (Array.isArray(value) ? value : undefined);
const record = (value: unknown): PlainRecord | undefined => (isRecord(value) ? value : undefined);
const documents: Change = (value) =>
  value === undefined ? undefined : (Array.isArray(value) ? value : [value]).map((item) => text(item) ?? '');
const answer: Kind['shape'] = (value, original) =>
  value === undefined ? undefined : answering(value, (other) => String(text(other)), original);
const failure: Kind['shape'] = (value, original) => {
  if (value === undefined) return undefined;
  if (!isRecord(value)) return { ...record(original), message: text(value) };
  return typeof value['message'] === 'string' ? value : { ...value, message: text(value['message']) ?? '' };
};

const writtenAs =
  (wanted: Written): Kind['shapeJson'] =>
  (json, written) =>
    written === wanted ? json : undefined;
const [listJson, recordJson] = [writtenAs('list'), writtenAs('record')];

const redacted: Change = () => REDACTED;
const eachRedacted: Change = (value) => (isRecord(value) ? mapValues(value, redacted) : {});
const failureSaying =
  (message: string): Change =>
  (value) => ({ ...(isRecord(value) ? value : {}), message });
const answerSaying =
  (said: string, failed: string): Change =>
  (value) =>
    isRecord(value) ? withoutAnswer(value, said, failed) : said;

const TEXT: Kind = { shape: text, shapeJson: quoteJson, hidden: redacted };
const LIST: Kind = { shape: list, shapeJson: listJson, hidden: emptyList };
const RECORD: Kind = { shape: record, shapeJson: recordJson, hidden: emptyRecord };
const TEXTS: Kind = { shape: texts, shapeJson: recordJson, hidden: eachRedacted, textsIn: 'record' };
const DOCUMENTS: Kind = { shape: documents, shapeJson: listJson, hidden: emptyList, textsIn: 'list' };
const ANSWER: Kind = { shape: answer, shapeJson: recordJson, hidden: answerSaying(REDACTED, REDACTED) };
const FAILURE: Kind = { shape: failure, shapeJson: () => undefined, hidden: failureSaying(REDACTED) };
const ANY: Kind = { shape: same, shapeJson: (json) => json, hidden: redacted };

/** Input and output are content, so are issues that quote an answer or its keys, and the message that a stack begins with. */
const metadataWithoutContent: Change = (value) => {
  const { input, output, schema_issues: issues, stack, ...rest } = record(value) ?? {};
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

const field = (kind: Kind, withoutContent: Change, maxBytes = MAX_FIELD_BYTES): Field => ({
  ...kind,
  withoutContent,
  maxBytes,
});

/** Every key that holds content or a user's own data. What is neither here nor in STRUCTURE is taken for content. */
const FIELDS: readonly (readonly [key: string, field: Field])[] = [
  // key: kind, without content, bytes
  ['input', field(TEXT, gone)],
  ['output', field(TEXT, gone)],
  ['args', field(TEXT, emptyText)],
  ['docs', field(DOCUMENTS, emptyList)],
  ['messages', field(LIST, emptyList, MAX_CONVERSATION_BYTES)],
  ['result', field(ANSWER, answerSaying('', NOT_CAPTURED), MAX_CONVERSATION_BYTES)],
  ['error', field(FAILURE, failureSaying(NOT_CAPTURED))],
  ['message', field(TEXT, () => NOT_CAPTURED)],
  ['modelParameters', field(RECORD, numbersAndFlags)],
  ['metadata', field(TEXTS, metadataWithoutContent)],
  ['variables', field(TEXTS, gone)],
  ['tags', field(TEXTS, same)],
  ['comment', field(TEXT, gone)],
  ['url', field(TEXT, gone)],
  ['description', field(TEXT, same)],
];
const TOOL_RESULT = field(TEXT, emptyText);
const UNKNOWN = field(ANY, gone);

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

/** @param original what the value stands for, in the field's shape, where it is an answer */
export function shapedBy(field: Field, value: unknown, original?: unknown): unknown {
  const shaped = field.shape(value, original);
  return shaped === undefined ? field.hidden(original ?? value) : shaped;
}
