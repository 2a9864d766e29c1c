import { type Provider } from '@nestjs/common';
import { join } from 'node:path';
import type * as Tokens from '../lib/nest/maxim.tokens.js';

const { MAXIM_RECORDING } = require(join(__dirname, '../../dist/esm/nest/maxim.tokens.js')) as typeof Tokens;

const nothing = (): Promise<void> => Promise.resolve();
const nowhere = { accept: () => undefined, flush: nothing, close: nothing, stats: () => ({}), of: () => nowhere };

/** For the module that imports ours: encoded lines are thrown away in the place of being sent. */
export const toNowhere: Provider = { provide: MAXIM_RECORDING, useValue: nowhere };
