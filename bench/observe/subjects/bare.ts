import { plainMethod } from '../work.js';
import { type MakeSubject, nothing } from './subject.js';

/** The method by itself. */
export const bare: MakeSubject = (kind) => ({ trace: (work) => work(), call: plainMethod(kind), flush: nothing });
