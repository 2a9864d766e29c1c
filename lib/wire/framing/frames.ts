import { type AnswerBody } from '../answer-body.js';
import { awsFrames } from './aws-events.js';
import { type Frame } from './frame.js';
import { jsonArrayFrames } from './json-array.js';
import { ndjsonFrames } from './ndjson.js';
import { sseFrames } from './sse.js';

/** A response in its messages. */
export interface Framed {
  readonly frames: Iterable<Frame>;
  /** When the last byte of one came, on the clock of `performance.now()`. */
  arrivalOf(frame: Frame): number;
}

const NDJSON = /ndjson|jsonl|jsonlines|json-seq|stream\+json/;

/** Enough of the beginning to tell a format by. */
const OPENING = 16;

/**
 * The messages of a response that comes in several; undefined for one that is a single whole.
 *
 * @param contentType as the response's header says it; some servers say nothing of use, so the first bytes count too
 */
export function framed(body: AnswerBody, contentType = ''): Framed | undefined {
  const type = contentType.toLowerCase();
  if (type.includes('vnd.amazon.eventstream')) {
    return { frames: awsFrames(body.bytes), arrivalOf: ({ end }) => body.arrivalAt(end) };
  }
  const opening = body.text.trimStart().slice(0, OPENING);
  // One value is a whole, and several are lines, whatever the type says.
  if (opening.startsWith('{') && !NDJSON.test(type)) {
    return typeof body.value === 'string' ? inText(body, ndjsonFrames) : undefined;
  }
  const frames = textFraming(type, opening);
  return frames && inText(body, frames);
}

type TextFraming = (text: string) => Iterable<Frame>;

const inText = (body: AnswerBody, frames: TextFraming): Framed => ({
  frames: frames(body.text),
  arrivalOf: ({ end }) => body.arrivalAtCharacter(end),
});

function textFraming(type: string, opening: string): TextFraming | undefined {
  if (NDJSON.test(type)) return ndjsonFrames;
  if (type.includes('event-stream') || /^(data|event|id|retry)?:/.test(opening)) return sseFrames;
  return opening.startsWith('[') ? jsonArrayFrames : undefined;
}
