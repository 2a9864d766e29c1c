import { machine, say } from '../report.js';
import { calls, heap } from './calls-part.js';
import { chunks } from './chunks-part.js';
import { requests } from './requests-part.js';
import { chosen } from './settings.js';

/** Usage: npm run bench:observe -- [calls | chunks | requests | heap]… [--quick] [--runs=5]; without a name, all of them. */

async function main(): Promise<void> {
  say(machine());
  say('Minimum / median / maximum of the runs; a goal is held against the median.');
  const parts = { calls, chunks, requests, heap };
  for (const [name, part] of Object.entries(parts)) if (chosen.length === 0 || chosen.includes(name)) await part();
}

void main();
