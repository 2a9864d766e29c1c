import { type CapturedCall } from './captured-call.js';

/** One search in a store of documents and what came of it. */
export interface CapturedSearch extends Pick<
  CapturedCall,
  'recognised' | 'provider' | 'outcome' | 'error' | 'status' | 'startedAt' | 'endedAt'
> {
  /** Its text, else its body as JSON, with vectors by their size. */
  readonly query: string;
  /** Each as text; absent where no answer could be read. */
  readonly documents?: readonly string[];
}

/** What was captured: a model's call or a search. */
export type Captured = CapturedCall | CapturedSearch;

export const isSearch = (captured: Captured): captured is CapturedSearch => 'query' in captured;
