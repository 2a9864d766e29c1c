/** How a model is asked. */
export interface Asked {
  readonly question: string;
  readonly stream?: boolean;
  /** It may call a tool. */
  readonly tools?: boolean;
  readonly signal?: AbortSignal;
  /** Called with each piece of a stream. */
  readonly onPiece?: () => void;
}

/** One way to ask a model, and what is to be captured of it. */
export interface Client {
  readonly name: string;
  readonly provider: string;
  readonly operation: string;
  readonly model: string;
  /** A client of HTTP alone, which knows nothing of models: no streams, no tools. */
  readonly isPlain?: true;
  /** The library tries by itself again what failed. */
  readonly triesAgain: boolean;
  /** Reads a stream to the end, or until the signal is aborted. */
  ask(asked: Asked): Promise<unknown>;
}

/** Where clients go. */
export interface Servers {
  readonly url: string;
  readonly http2Url: string;
  /** How often a library tries again. @default 0 */
  readonly retries?: number;
  /** Takes what closes a client. */
  onClose(close: () => void): void;
}

/** Reads a stream for who asked. */
export async function drained(stream: AsyncIterable<unknown>, { onPiece, signal }: Asked): Promise<void> {
  for await (const _ of stream) {
    onPiece?.();
    if (signal?.aborted) break;
  }
}

export const say = (content: string) => [{ role: 'user' as const, content }];
