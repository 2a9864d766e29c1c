/** What of a value must not be seen. */
export interface Censor {
  /** A text without it. */
  text(text: string): string;
  /** JSON of what stands for a number that must not be seen. */
  number(value: number): string | undefined;
  /** JSON of what is seen of a member. @param json that of its value */
  member(key: string, json: string, holder: object): string;
  /** JSON of what is seen of a member's name, and its colon. */
  name(key: string): string;
  /** JSON of what is seen of a list's item, which the one before it may name. @param before JSON of that */
  named(before: string, json: string, index: number): string;
}

/** What is looked into, and how far. */
export interface WalkOptions {
  /** Whether errors say their stack. @default true */
  readonly captureStack?: boolean;
  /** Whether an object is told by the name of its class, and not looked into. @default none is */
  readonly isOpaque?: (object: object) => boolean;
}

/** How one value is written. */
export interface Manner {
  /**
   * Characters that a text, and the structure around the texts, may have, to a rough count. JSON of half as many bytes is
   * never cut.
   */
  readonly budget: number;
  /** @default all may be seen */
  readonly censor?: Censor | undefined;
  /** The structure that the value may be whose members are then written as texts: what is none as the text of its JSON. */
  readonly textsIn?: 'list' | 'record' | undefined;
}
