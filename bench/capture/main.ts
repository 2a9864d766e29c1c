import { Child } from '../child.js';
import { inTurn } from '../in-turn.js';
import { figure, ratios } from '../observe/figure.js';
import { withSink } from '../observe/with-sink.js';
import { machine, say } from '../report.js';
import { CHUNKS } from './answers.js';
import { type Cost, type Load, type Subject } from './app.js';
import { type Kind } from './calls.js';
import { type HookCost } from './hook.js';

/** Usage: npm run bench:capture -- [json | stream | fetch | http | hook]… [--rounds=15]; without a name, all of them. */

const given = process.argv.slice(2);
const ROUNDS = Number(given.find((word) => word.startsWith('--rounds='))?.slice(9) ?? 15);
const WARM_UP = 6;
const HOOK_RUNS = 3;
const chosen = given.filter((word) => !word.startsWith('--'));

type Costs = Record<Subject, Cost[]>;
const SUBJECTS: readonly Subject[] = ['bare', 'context', 'dropped', 'delivered'];

async function costsOf(load: Load): Promise<Costs> {
  const provider = await Child.start('capture/provider.js');
  const url = await provider.ask<string>({});
  const costs = await withSink((sink) =>
    inTurn(
      SUBJECTS,
      (subject) => Child.start('capture/app.js', subject, url, sink.url),
      (app) => app.ask<Cost>(load),
      { count: ROUNDS, warmUp: WARM_UP },
    ),
  );
  await provider.stop();
  return costs;
}

const us = (costs: readonly Cost[]): number[] => costs.map(({ usPerCall }) => usPerCall);
const firstMs = (costs: readonly Cost[]): number[] => costs.map((cost) => cost.firstMs);

async function modelCall(kind: Kind, count: number): Promise<void> {
  const { bare, context, dropped, delivered } = await costsOf({ kind, count });
  figure('CPU of the bare call', us(bare), 'µs');
  figure('in an AsyncLocalStorage, without us', ratios(us(context), us(bare)), '×');
  figure('captured, its lines thrown away', ratios(us(dropped), us(bare)), '×', { atMost: 1.05 });
  figure('captured and delivered', ratios(us(delivered), us(bare)), '×', { atMost: 1.2 });
  figure('first byte of the bare call', firstMs(bare), 'ms');
  figure('first byte, captured and delivered', firstMs(delivered), 'ms');
}

async function otherCall(kind: Kind, count: number): Promise<void> {
  const { bare, context, dropped } = await costsOf({ kind, count });
  figure('CPU of the bare call', us(bare), 'µs');
  figure('in an AsyncLocalStorage, without us', ratios(us(context), us(bare)), '×');
  figure('with capture', ratios(us(dropped), us(bare)), '×', { atMost: 1.05 });
}

async function hook(): Promise<void> {
  const costs: HookCost[] = [];
  for (let run = 0; run < HOOK_RUNS; run++) {
    const child = await Child.start('capture/hook.js');
    costs.push(await child.ask<HookCost>({}));
    await child.stop();
  }
  const of = (key: keyof HookCost): number[] => costs.map((cost) => cost[key]);
  figure('a call of a model, while it is underway', of('call'), 'µs');
  figure('each chunk of its answer', of('chunk'), 'µs');
  figure('a request of another kind', of('other'), 'µs');
  figure('reading a call that is over, later', of('reading'), 'µs');
  figure(`reading a stream of ${CHUNKS} chunks that is over, later`, of('readingStream'), 'µs');
}

const PARTS: Record<string, readonly [title: string, run: () => Promise<void>]> = {
  json: ['A chat completion through the openai package', () => modelCall('json', 600)],
  stream: [`A stream of ${CHUNKS} chunks through the openai package`, () => modelCall('stream', 20)],
  fetch: ['A request by fetch that has nothing to do with models', () => otherCall('fetch', 800)],
  http: ['A request by node:http that has nothing to do with models', () => otherCall('http', 1_600)],
  hook: ['The hooks alone, without a network', hook],
};

async function main(): Promise<void> {
  say(machine());
  say('Minimum / median / maximum of the rounds; a goal is held against the median.');
  for (const [name, [title, run]] of Object.entries(PARTS)) {
    if (chosen.length > 0 && !chosen.includes(name)) continue;
    say(title);
    await run();
  }
}

void main();
