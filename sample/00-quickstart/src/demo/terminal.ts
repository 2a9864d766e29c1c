import { stdout } from 'node:process';
import { styleText } from 'node:util';
import { formatTrace, type Ink, type TraceNode } from 'nestjs-maxim/collector';

const FORMATS = { name: 'bold', faint: 'dim', good: 'green', bad: 'red', notable: 'yellow' } as const;
const hasColours = stdout.isTTY && stdout.hasColors();

/** Text in a colour, where the terminal shows colours. */
export const inColour = (text: string, ink: Ink): string =>
  hasColours ? styleText(FORMATS[ink], text, { validateStream: false }) : text;

/** A trace as a tree for the terminal. */
export const treeOf = (trace: TraceNode): string => formatTrace(trace, inColour);
