/** Where encoded lines go: it owns them from then on, and never throws. */
export interface LineOutlet {
  accept(line: string): void;
}

/** Where the lines of a trace go that is not sent. */
export const NOWHERE: LineOutlet = { accept: () => undefined };
