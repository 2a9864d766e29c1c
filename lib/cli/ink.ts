import { styleText } from 'node:util';
import { type Ink, type Paint } from '../protocol/tree/text.js';

const FORMATS = { name: 'bold', faint: 'dim', good: 'green', bad: 'red', notable: 'yellow' } as const satisfies Record<
  Ink,
  string
>;

/** Colours for a terminal that has them. Whether it has is decided by who calls. */
export const inColour: Paint = (text, ink) => styleText(FORMATS[ink], text, { validateStream: false });

export const plain: Paint = (text) => text;
