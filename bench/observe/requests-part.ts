import { Child } from '../child.js';
import { inTurn } from '../in-turn.js';
import { median, say } from '../report.js';
import { type AppMessage, type AppName } from './app.js';
import { type Hits } from './cannon.js';
import { figure, ratios } from './figure.js';
import { settings } from './settings.js';
import { withSink } from './with-sink.js';

interface RequestCost {
  readonly perSecond: number;
  readonly us: number;
}

/** Of each shot; autocannon counts in whole seconds. */
const SECONDS = 1;
const NAMES: readonly AppName[] = ['plain', 'module', 'floor-span', 'span', 'floor-generation', 'generation'];

/** What a request costs an app that has our module, with and without something to log. */
export async function requests(): Promise<void> {
  for (const adapter of ['express', 'fastify'] as const) {
    const cannon = await Child.start('observe/cannon.js');
    const costs = await withSink(({ url }) =>
      inTurn(
        NAMES,
        (name) => Child.start('observe/app.js', adapter, name, url),
        (app) => measured(cannon, app),
        { count: 6 * settings.runs, warmUp: 4 },
      ),
    );
    await cannon.stop();
    report(adapter, costs);
  }
}

async function measured(cannon: Child, app: Child): Promise<RequestCost> {
  const ask = <T>(message: AppMessage): Promise<T> => app.ask<T>(message);
  const url = await ask<string>({ address: true });
  await ask({ cpu: true });
  const { requests, perSecond } = await cannon.ask<Hits>({ url, seconds: SECONDS });
  return { perSecond, us: (await ask<number>({ cpu: true })) / requests };
}

function report(adapter: string, costs: Record<AppName, RequestCost[]>): void {
  const us = (name: AppName): number[] => costs[name].map((cost) => cost.us);
  const perSecond = (name: AppName): number[] => costs[name].map((cost) => cost.perSecond);
  const excess = (name: AppName): number[] => us(name).map((value, run) => value - (us('plain')[run] ?? NaN));
  say(`Requests to ${adapter}, beside an app with a pass-through interceptor and an AsyncLocalStorage`);
  figure('CPU of that app per request', us('plain'), 'µs');
  figure('with the module, nothing to log: requests per second', ratios(perSecond('module'), perSecond('plain')), '×', {
    atLeast: 0.85,
  });
  figure('with the module, nothing to log: CPU per request', ratios(us('module'), us('plain')), '×');
  for (const kind of ['span', 'generation'] as const) {
    figure(`a route decorated as a ${kind}: CPU more per request`, excess(kind), 'µs');
    figure('the floor of that', excess(`floor-${kind}`), 'µs');
    // Of medians: the differences of one round are too small to be divided.
    figure('to the floor', [median(excess(kind)) / median(excess(`floor-${kind}`))], '×', { atMost: 2 });
  }
}
