/** What is around a generation that was opened by hand: another one, which may be given the same result. */
export interface AroundGeneration {
  /** It began inside. */
  begin(): void;
  /** It tells a result. @returns whether the one around it has seen that on the wire */
  told(result: unknown): boolean;
  /** It is over. */
  ended(): void;
}
