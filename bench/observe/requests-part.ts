import { Child } from '../child.js';
import { say } from '../report.js';
import { type Adapter, type AppMessage, type AppName } from './app.js';
import { type Shots } from './cannon.js';
import { figure, ratios } from './figure.js';
import { settings } from './settings.js';
import { withSink } from './with-sink.js';

interface RequestCost {
  readonly perSecond: number;
  readonly us: number;
}

const REQUESTS = Math.ceil(8_000 / settings.divisor);
const WARM_UP = Math.ceil(4_000 / settings.divisor);

async function measured(cannon: Child, adapter: Adapter, name: AppName, sink: string): Promise<RequestCost> {
  const app = await Child.start('observe/app.js', adapter, name, sink);
  const ask = <T>(message: AppMessage): Promise<T> => app.ask<T>(message);
  const shoot = (shots: Shots): Promise<number> => cannon.ask<number>(shots);
  const url = await ask<string>({ address: true });
  await shoot({ url, requests: WARM_UP });
  await ask({ cpu: true });
  const perSecond = await shoot({ url, requests: REQUESTS });
  const us = (await ask<number>({ cpu: true })) / REQUESTS;
  await app.stop();
  return { perSecond, us };
}

/** What a request costs an app that has our module, with and without something to log. */
export async function requests(): Promise<void> {
  for (const adapter of ['express', 'fastify'] as const) {
    const costs: Record<AppName, RequestCost[]> = { plain: [], floor: [], module: [], decorated: [] };
    const cannon = await Child.start('observe/cannon.js');
    await withSink(async ({ url }) => {
      for (let run = 0; run < settings.runs; run++) {
        for (const name of Object.keys(costs) as AppName[])
          costs[name].push(await measured(cannon, adapter, name, url));
      }
    });
    await cannon.stop();
    report(adapter, costs);
  }
}

function report(adapter: Adapter, costs: Record<AppName, RequestCost[]>): void {
  const us = (name: AppName): number[] => costs[name].map((cost) => cost.us);
  const perSecond = (name: AppName): number[] => costs[name].map((cost) => cost.perSecond);
  const excess = (name: AppName): number[] => us(name).map((value, run) => value - (us('plain')[run] ?? NaN));
  say(`Requests to ${adapter}, beside an app with a pass-through interceptor and an AsyncLocalStorage`);
  figure('CPU of that app per request', us('plain'), 'µs');
  figure('with the module, nothing to log: requests per second', ratios(perSecond('module'), perSecond('plain')), '×', {
    atLeast: 0.85,
  });
  figure('with the module, nothing to log: CPU per request', ratios(us('module'), us('plain')), '×');
  figure('floor of one decorated route: CPU more per request', excess('floor'), 'µs');
  figure('one decorated route: CPU more per request', excess('decorated'), 'µs');
  figure('one decorated route, to the floor', ratios(excess('decorated'), excess('floor')), '×', { atMost: 2 });
}
