import { type Exchange } from './exchange.js';
import { decoded, decodedAtOnce } from './framing/encoding.js';
import { jsonOr } from './framing/frame.js';
import { type TimedBytes } from './recorded-bytes.js';

const MAX_DECODED_BYTES = 16_777_216;

/** What came of a response, as it was before it was encoded. */
export class AnswerBody {
  readonly bytes: Buffer;
  private decodedText: string | undefined;

  constructor(private readonly chunks: readonly TimedBytes[]) {
    this.bytes = Buffer.concat(chunks.map(({ bytes }) => bytes));
  }

  get text(): string {
    return (this.decodedText ??= this.bytes.toString('utf8'));
  }

  /** All of it as JSON; the text itself where it is none. */
  get value(): unknown {
    return jsonOr(this.text);
  }

  /** When the byte came that ends there, on the clock of `performance.now()`. */
  arrivalAt(end: number): number {
    let size = 0;
    for (const { bytes, at } of this.chunks) {
      size += bytes.length;
      if (size >= end) return at;
    }
    return this.chunks.at(-1)?.at ?? 0;
  }

  /** The same by a character of the text. */
  arrivalAtCharacter(end: number): number {
    return this.arrivalAt(Buffer.byteLength(this.text.slice(0, end)));
  }
}

const encodingOf = ({ responseHeaders }: Exchange): string | undefined => responseHeaders.get('content-encoding');
const bodyOf = (chunks: readonly TimedBytes[] | undefined): AnswerBody | undefined => chunks && new AnswerBody(chunks);

/** What came of a response; undefined where this Node cannot undo its encoding. */
export function answerBody(exchange: Exchange): AnswerBody | undefined | Promise<AnswerBody | undefined> {
  const { chunks } = exchange.received;
  const inner = decoded(chunks, encodingOf(exchange), MAX_DECODED_BYTES);
  return inner instanceof Promise ? inner.then(bodyOf) : bodyOf(inner);
}

/** What has come so far, on the spot. @throws what zlib does where the bytes are broken */
export const answerBodyAtOnce = (exchange: Exchange): AnswerBody | undefined =>
  bodyOf(decodedAtOnce(exchange.received.chunks, encodingOf(exchange), MAX_DECODED_BYTES));
