import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { serve } from '../child.js';
import { cpuUs } from '../cpu.js';
import { bare } from './subjects/bare.js';
import { floor } from './subjects/floor.js';
import { langsmith } from './subjects/langsmith.js';
import { disabled, dropped, maxim } from './subjects/maxim.js';
import { opentelemetry } from './subjects/opentelemetry.js';
import { type MakeSubject } from './subjects/subject.js';
import { argumentsOf, type Kind } from './work.js';

/** Calls of one method, recorded by one subject, in a process of its own. */

const SUBJECTS = { bare, disabled, floor, dropped, maxim, langsmith, opentelemetry } satisfies Record<
  string,
  MakeSubject
>;
export type SubjectName = keyof typeof SUBJECTS;

/** So many traces, with so many calls in each. */
export interface Load {
  readonly traces: number;
  readonly calls: number;
}
export interface CallCost {
  /** CPU time of the process, of all its threads, garbage collection and sending included. */
  readonly usPerCall: number;
  /** Bytes of the lines, where the subject sends none. */
  readonly bytes?: number;
}

type Message = { cost: Load } | { heap: Load };

const [, , name, kind, url = ''] = process.argv as [string, string, SubjectName, Kind, string];

async function main(): Promise<void> {
  const subject = await SUBJECTS[name](kind, url);
  const given = argumentsOf(kind);

  async function run({ traces, calls }: Load): Promise<void> {
    for (let trace = 0; trace < traces; trace++) {
      await subject.trace(async () => {
        for (let n = 0; n < calls; n++) await subject.call(given[n % given.length] ?? {});
      });
      await turn(); // What is in the background gets its turn, as in an app.
    }
    await subject.flush();
  }

  async function cost(load: Load): Promise<CallCost> {
    const bytes = subject.bytes ?? 0;
    const before = process.cpuUsage();
    await run(load);
    const usPerCall = cpuUs(before) / (load.traces * load.calls);
    return { usPerCall, ...(subject.bytes !== undefined && { bytes: subject.bytes - bytes }) };
  }

  /** Bytes that the heap has grown by. */
  async function heap(load: Load): Promise<number> {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const used = async (): Promise<number> => {
      for (let round = 0; round < 3; round++) {
        await turn();
        collect();
      }
      return process.memoryUsage().heapUsed;
    };
    await run({ ...load, traces: Math.ceil(load.traces / 10) });
    const before = await used();
    await run(load);
    return (await used()) - before;
  }

  serve<Message>((message) => ('cost' in message ? cost(message.cost) : heap(message.heap)));
}

void main();
