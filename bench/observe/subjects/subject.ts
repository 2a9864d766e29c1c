import { type Kind } from '../work.js';

/** Something that records calls of a method. */
export interface Subject {
  /** Runs work inside a trace of its own. */
  trace(work: () => Promise<void>): Promise<void>;
  /** The method, recorded. */
  call(argument: object): Promise<object>;
  flush(): Promise<void>;
  /** Bytes of the lines it wrote, where it sends none. */
  readonly bytes?: number;
}

/** @param url of the sink */
export type MakeSubject = (kind: Kind, url: string) => Subject | Promise<Subject>;

export const nothing = (): Promise<void> => Promise.resolve();
