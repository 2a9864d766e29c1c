import { isSampled } from '../../lib/pipeline/sampled.js';

/** Ids of traces that a rate of one half sends, and leaves out. */
export const SENT = idWhere((id) => isSampled(id, 0.5));
export const LEFT_OUT = idWhere((id) => !isSampled(id, 0.5));

function idWhere(fits: (id: string) => boolean): string {
  let number = 0;
  while (!fits(`trace-${number}`)) number++;
  return `trace-${number}`;
}
