import { Child } from '../child.js';
import { say } from '../report.js';
import { type ChunkLoad, type Source, type Watched } from './chunks.js';
import { figure, ratios } from './figure.js';
import { settings } from './settings.js';
import { withSink } from './with-sink.js';

const PARTS: readonly { source: Source; name: string; load: ChunkLoad; atMost: number }[] = [
  { source: 'sdk', name: 'of the openai package', load: { streams: 100, chunks: 1_000 }, atMost: 1.2 },
  { source: 'async', name: 'an async generator in memory', load: { streams: 500, chunks: 1_000 }, atMost: 2 },
  { source: 'sync', name: 'a generator in memory', load: { streams: 2_000, chunks: 1_000 }, atMost: 2 },
];

/** What a chunk costs, streams being watched in each way in turn. */
export async function chunks(): Promise<void> {
  const provider = await Child.start('observe/provider.js', '1000');
  const baseUrl = await provider.ask<string>({});
  for (const { source, name, load, atMost } of PARTS) {
    const costs: Record<Watched, number[]> = { bare: [], observed: [], decorated: [] };
    await withSink(async ({ url }) => {
      for (let run = 0; run < settings.runs; run++) {
        for (const watched of Object.keys(costs) as Watched[]) {
          const child = await Child.start('observe/chunks.js', source, watched, baseUrl, url);
          const streams = Math.ceil(load.streams / settings.divisor);
          costs[watched].push(await child.ask<number>({ ...load, streams }));
          await child.stop();
        }
      }
    });
    say(`A stream ${name}: CPU of the process per chunk`);
    figure('by itself', costs.bare, 'µs');
    figure('observed', ratios(costs.observed, costs.bare), '×', { atMost });
    figure('decorated, its chunks put together and sent', ratios(costs.decorated, costs.bare), '×');
  }
  await provider.stop();
}
