import 'reflect-metadata';
import { type DynamicModule, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { MaximLogger, MaximModule } from 'nestjs-maxim';
import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate as turn } from 'node:timers/promises';
import { serve } from '../child.js';
import { cpuUs } from '../cpu.js';
import { toNowhere } from '../nowhere.js';
import { median } from '../report.js';
import { callsOf, type Kind } from './calls.js';

/** An app that asks a model, or another server, in a process of its own. */

/** Without us; in an AsyncLocalStorage besides; with the module and its lines thrown away; with its lines sent. */
export type Subject = 'bare' | 'context' | 'dropped' | 'delivered';

export interface Load {
  readonly kind: Kind;
  readonly count: number;
}
export interface Cost {
  /** CPU time of the process, of all its threads, what is sent included. */
  readonly usPerCall: number;
  readonly firstMs: number;
}

const [, , name, provider = '', sink = ''] = process.argv as [string, string, Subject, string, string];
const CALLS_PER_TRACE = 20;

const ours = (): DynamicModule =>
  MaximModule.forRoot({
    ...{ apiKey: 'key', repositoryId: 'r', baseUrl: sink, logLevel: 'error' },
    transport: { spool: false },
  });

const isOurs = name === 'dropped' || name === 'delivered';

@Module({ imports: isOurs ? [ours()] : [], providers: name === 'dropped' ? [toNowhere] : [] })
class Root {}

async function main(): Promise<void> {
  const app = await NestFactory.createApplicationContext(Root, { logger: false });
  const logger = isOurs ? app.get(MaximLogger) : undefined;
  const storage = new AsyncLocalStorage<object>();
  const calls = callsOf(provider);
  const trace = (work: () => Promise<void>): Promise<void> => {
    if (name === 'context') return storage.run({}, work);
    return logger?.withTrace({ name: 'ask' }, work) ?? work();
  };

  async function run({ kind, count }: Load): Promise<number[]> {
    const firsts: number[] = [];
    for (let n = 0; n < count; n += CALLS_PER_TRACE) {
      await trace(async () => {
        for (let call = 0; call < CALLS_PER_TRACE; call++) {
          firsts.push(await calls[kind](n + call));
          await turn(); // What is in the background gets its turn, as between the requests to an app.
        }
      });
    }
    await logger?.flush();
    return firsts;
  }

  serve<Load>(async (load) => {
    const before = process.cpuUsage();
    const firsts = await run(load);
    const cost: Cost = { usPerCall: cpuUs(before) / firsts.length, firstMs: median(firsts) };
    return cost;
  });
}

void main();
