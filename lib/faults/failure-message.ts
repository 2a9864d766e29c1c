import { briefJson } from './brief-json.js';

/** Whatever was thrown, of which nothing is known. */
export type Fault = Partial<Record<string, unknown>>;

/** Causes that are followed, and errors of an AggregateError that are told. */
export const MOST_CAUSES = 5;
const MOST_LEVELS = 2;
const LONGEST_CAUSE = 500;

/** A text or a number as text. */
export const wordOf = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;

export const isFault = (value: unknown): value is Fault => typeof value === 'object' && value !== null;

/** What an exception of Nest answers, where that is an object. */
export function responseOf(thrown: Fault): Fault | undefined {
  const { initMessage, getResponse, getError } = thrown;
  const read = typeof getResponse === 'function' ? getResponse : getError;
  if (typeof initMessage !== 'function' || typeof read !== 'function') return undefined;
  const response: unknown = Reflect.apply(read, thrown, []);
  return isFault(response) ? response : undefined;
}

/**
 * What an error says, then what its causes do, as far as that was not said.
 *
 * @param levels AggregateErrors inside of one another that tell their errors
 */
export function messageOf(thrown: Fault, levels = MOST_LEVELS): string {
  const said = [ownMessage(thrown, levels)];
  try {
    for (const cause of causesOf(thrown)) {
      const more = (isFault(cause) ? ownMessage(cause, levels) : String(cause)).slice(0, LONGEST_CAUSE);
      if (!said.some((message) => message.includes(more))) said.push(more);
    }
  } catch {
    // A cause that cannot be read says nothing; the error itself still does.
  }
  return joined(said);
}

/** Not the answer of a server, and none below it: its call tells that. */
function causesOf({ cause }: Fault): unknown[] {
  const causes: unknown[] = [];
  for (let next = cause; next !== undefined && next !== null; next = isFault(next) ? next['cause'] : undefined) {
    if (causes.length >= MOST_CAUSES || isOfResponse(next)) break;
    causes.push(next);
  }
  return causes;
}

function isOfResponse(cause: unknown): boolean {
  const { status, statusCode, getStatus } = isFault(cause) ? cause : {};
  return (typeof status === 'number' || typeof statusCode === 'number') && typeof getStatus !== 'function';
}

function ownMessage(error: Fault, levels: number): string {
  const { errors } = error;
  const said = saidBy(error);
  if (!Array.isArray(errors) || levels === 0 || error['name'] !== 'AggregateError') return said;
  const each = (errors as unknown[])
    .slice(0, MOST_CAUSES)
    .map((one) => (isFault(one) ? messageOf(one, levels - 1) : String(one)).slice(0, LONGEST_CAUSE));
  return joined([said, [...new Set(each)].filter((message) => message !== '').join('; ')]);
}

/** Nest makes a message of the class's name where the response has none that is a text. */
function saidBy(error: Fault): string {
  const { message, constructor } = error;
  const response = responseOf(error);
  if (response && typeof constructor === 'function' && message === wordsOf(constructor.name)) {
    return textOf(response['message']) ?? textOf(response) ?? message;
  }
  return textOf(message) ?? textOf(error) ?? Object.prototype.toString.call(error);
}

const wordsOf = (name: string): string => name.match(/[A-Z][a-z]+|[0-9]+/g)?.join(' ') ?? 'Error';

/** A list of texts as the texts, any other object as its JSON; undefined where there is nothing in it. */
function textOf(value: unknown): string | undefined {
  if (!isFault(value)) return wordOf(value);
  if (Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string')) {
    return value.join(', ');
  }
  return briefJson(value);
}

const joined = (parts: readonly string[]): string => {
  const said = parts.filter((part) => part !== '');
  return said.map((part, index) => (index < said.length - 1 ? withoutStop(part) : part)).join(': ');
};

function withoutStop(text: string): string {
  const trimmed = text.trimEnd();
  return /[.:]$/.test(trimmed.slice(-1)) ? trimmed.slice(0, -1) : trimmed;
}
