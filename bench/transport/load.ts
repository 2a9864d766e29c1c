import 'reflect-metadata';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setImmediate as turn } from 'node:timers/promises';
import { type TransportOptions } from '../../lib/options/transport-options.js';
import { serve } from '../child.js';
import { cpuUs } from '../cpu.js';
import { floor, maxim } from './subjects.js';

/** One subject under one load, in a process of its own. */

export interface Burst {
  traces: number;
}
export interface Stream {
  perSecond: number;
  seconds: number;
}
/** Until the process is killed. */
export interface Endless {
  round: string;
}
type Message = { burst: Burst } | { stream: Stream } | { endless: Endless } | { drain: true };

export interface Measured {
  traces: number;
  cpuMs: number;
  /** CPU time spent in the caller, per trace. */
  callUs: number;
  p99Ms: number;
  peakMb: number;
}

const [, , name = '', url = '', transport = '{}'] = process.argv;
/** So many traces are logged before the app's other work gets its turn. */
const SLICE = 100;

async function main(): Promise<void> {
  const subject = name === 'floor' ? await floor(url) : await maxim(url, JSON.parse(transport) as TransportOptions);
  let callUs = 0;
  const log = (prefix: string, from: number, count: number): void => {
    const before = process.cpuUsage();
    for (let n = from; n < from + count; n++) subject.log(`${prefix}-${n}`, n);
    callUs += cpuUs(before);
  };

  async function measured(work: () => Promise<number>): Promise<Measured> {
    for (let n = 0; n < 1_000; n += SLICE) {
      log('warm', n, SLICE);
      await turn();
    }
    await subject.flush();
    callUs = 0;
    const delay = monitorEventLoopDelay({ resolution: 1 });
    const before = process.cpuUsage();
    delay.enable();
    const traces = await work();
    delay.disable();
    await subject.flush();
    while (subject.spooled() > 0) await new Promise((resolve) => setTimeout(resolve, 20));
    const cpuMs = cpuUs(before) / 1_000;
    return {
      traces,
      cpuMs,
      callUs: callUs / traces,
      p99Ms: delay.percentile(99) / 1e6,
      peakMb: process.resourceUsage().maxRSS / 1_024,
    };
  }

  async function burst({ traces }: Burst): Promise<number> {
    for (let n = 0; n < traces; n += SLICE) {
      log('t', n, SLICE);
      await turn();
    }
    return traces;
  }

  /** At a steady pace; what a late timer missed is made up for. */
  async function stream({ perSecond, seconds }: Stream): Promise<number> {
    const start = performance.now();
    const traces = perSecond * seconds;
    for (let done = 0; done < traces;) {
      const due = Math.min(Math.floor(((performance.now() - start) / 1_000) * perSecond), traces);
      log('t', done, due - done);
      done = due;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    return traces;
  }

  /** Says after each tick how many traces are safe. */
  async function endless({ round }: Endless): Promise<void> {
    for (let n = 0; ; n++) {
      log(round, n, 1);
      await turn();
      process.send?.(n + 1);
    }
  }

  async function drain(): Promise<object> {
    log('next', 0, 1);
    await subject.flush();
    while (subject.spooled() > 0) await new Promise((resolve) => setTimeout(resolve, 10));
    await subject.close();
    return {};
  }

  serve<Message>((message) => {
    if ('burst' in message) return measured(() => burst(message.burst));
    if ('stream' in message) return measured(() => stream(message.stream));
    if ('endless' in message) return endless(message.endless);
    return drain();
  });
}

void main();
