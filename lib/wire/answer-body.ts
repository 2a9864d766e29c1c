import { type Exchange } from './exchange.js';
import { decoded, decodedAtOnce } from './framing/encoding.js';
import { jsonOr } from './framing/frame.js';
import { type TimedBytes } from './recorded-bytes.js';

const MAX_DECODED_BYTES = 16_777_216;
const BYTE_ORDER_MARK = Buffer.from('\uFEFF');

/** What came of a response, as it was before it was encoded. */
export class AnswerBody {
  readonly bytes: Buffer;
  private decodedText: string | undefined;
  /** The chunk that was last asked for, and the bytes before it. */
  private at = 0;
  private passed = 0;
  /** The characters up to what was last asked for, and their bytes. */
  private characters = 0;
  private encoded: number;
  /** The bytes before the text, which only mark it as UTF-8. */
  private readonly mark: number;
  private parsed: { readonly value: unknown } | undefined;

  constructor(private readonly chunks: readonly TimedBytes[]) {
    this.bytes = Buffer.concat(chunks.map(({ bytes }) => bytes));
    this.mark = this.bytes.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0;
    this.encoded = this.mark;
  }

  get text(): string {
    return (this.decodedText ??= this.bytes.toString('utf8', this.mark));
  }

  /** All of it as JSON; the text itself where it is none. */
  get value(): unknown {
    this.parsed ??= { value: jsonOr(this.text) };
    return this.parsed.value;
  }

  /** When the byte came that ends there, on the clock of `performance.now()`; asked from the first to the last. */
  arrivalAt(end: number): number {
    if (end <= this.passed) [this.at, this.passed] = [0, 0];
    for (let chunk = this.chunks[this.at]; chunk; chunk = this.chunks[this.at]) {
      if (this.passed + chunk.bytes.length >= end) return chunk.at;
      this.passed += chunk.bytes.length;
      this.at += 1;
    }
    return this.chunks.at(-1)?.at ?? 0;
  }

  /** The same by a character of the text. */
  arrivalAtCharacter(end: number): number {
    const { text, bytes } = this;
    if (text.length === bytes.length) return this.arrivalAt(end); // Each is one byte.
    if (end < this.characters) [this.characters, this.encoded] = [0, this.mark];
    this.encoded += Buffer.byteLength(text.slice(this.characters, end));
    this.characters = end;
    return this.arrivalAt(this.encoded);
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
