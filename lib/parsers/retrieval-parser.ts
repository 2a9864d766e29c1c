/**
 * Reads one store's API of search. Pure and total, like a parser of a model's API: an unknown or broken value gives
 * `undefined`, never an error.
 */
export interface RetrievalParser {
  /** The API, such as `qdrant`. */
  readonly name: string;
  /** What a request searches for: its text, or else its body as JSON, with vectors by their size. */
  query(request: unknown): string | undefined;
  /** The documents of a result, each as text. */
  documents(result: unknown): string[] | undefined;
}
