import { exceptionIn } from '../parsers/bedrock-converse-stream.js';
import { errorBody } from '../parsers/error-body.js';
import { type StreamMerge } from '../parsers/parser.js';
import { type ParserRegistry } from '../parsers/registry.js';
import { fields } from '../parsers/shape.js';
import { type GenerationError } from '../protocol/result.js';
import { type Answer, answerOf } from './answer.js';
import { type Frame } from './framing/frame.js';
import { type Framed } from './framing/frames.js';
import { LastWord } from './last-word.js';
import { soon } from './soon.js';

/** Messages that are read before the app's own work goes on. */
const SLICE = 500;

/** The error that a message is, where no answer has begun. */
function errorIn(value: unknown): GenerationError | undefined {
  const { error, type, object } = fields(value);
  return error !== undefined || type === 'error' || object === 'error' ? errorBody(value) : exceptionIn(value);
}

/** Puts an answer together that came in several messages. */
export class FrameReader {
  private readonly lastWord: LastWord;
  private readonly frames: Iterator<Frame>;
  private merge: StreamMerge | undefined;
  private error: GenerationError | undefined;
  private readonly pieces: number[] = [];

  /** @param answers how many were asked for */
  constructor(
    private readonly parsers: ParserRegistry,
    private readonly framed: Framed,
    answers = 1,
  ) {
    this.lastWord = new LastWord(answers);
    this.frames = framed.frames[Symbol.iterator]();
  }

  /** Reads it to its end: at once where it is short, else in slices. */
  read(): Answer | Promise<Answer> {
    for (let left = SLICE; left > 0; left -= 1) {
      const next = this.frames.next();
      if (next.done === true) return this.answer();
      this.add(next.value);
    }
    return new Promise<void>(soon).then(() => this.read());
  }

  private add(frame: Frame): void {
    const { value } = frame;
    this.merge ??= this.parsers.stream(value);
    if (this.merge?.add(value) === true) this.pieces.push(this.framed.arrivalOf(frame));
    if (!this.merge) this.error ??= errorIn(value);
    this.lastWord.add(value);
  }

  private answer(): Answer {
    const told = answerOf(this.merge?.result(), this.error, this.lastWord.isSaid);
    return this.pieces.length > 0 ? { ...told, pieces: this.pieces } : told;
  }
}
