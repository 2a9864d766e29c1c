import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Child } from '../child.js';
import { machine, say, spread } from '../report.js';
import { type Burst, type Measured, type Stream } from './load.js';
import { type Count, type Mode } from './sink.js';
import { LINES } from './traces.js';

/** Usage: npm run bench:transport -- [cost | pace | outage | kill | cut]… [--runs=5]; without a name, all of them. */

const given = process.argv.slice(2);
const RUNS = Number(given.find((word) => word.startsWith('--runs='))?.slice(7) ?? 5);
const chosen = given.filter((word) => !word.startsWith('--'));
const WARM_UP = 1_000;
const dir = mkdtempSync(join(tmpdir(), 'bench-transport-'));

interface Server {
  readonly sink: Child;
  readonly url: string;
}

async function withServer(work: (server: Server) => Promise<void>): Promise<void> {
  const sink = await Child.start('transport/sink.js');
  await work({ sink, url: await sink.ask<string>({ address: true }) });
  await sink.stop();
}

const transport = (more: object = {}): string => JSON.stringify({ spool: { dir }, ...more });

async function once(server: Server, subject: string, load: object): Promise<Measured & { share: number }> {
  await server.sink.ask({ count: true, reset: true });
  const child = await Child.start('transport/load.js', subject, server.url, transport());
  const measured = await child.ask<Measured>(load);
  await child.stop();
  const { distinct } = await server.sink.ask<Count>({ count: true });
  return { ...measured, share: distinct / ((measured.traces + WARM_UP) * LINES) };
}

/** Floor and package in turn, so that what else the machine does befalls both. */
async function compare(
  load: { burst: Burst } | { stream: Stream },
  report: (floor: Measured[], ours: Measured[]) => void,
) {
  await withServer(async (server) => {
    const [floor, ours]: [Measured[], Measured[]] = [[], []];
    for (let run = 0; run < RUNS; run++) {
      floor.push(await once(server, 'floor', load));
      const mine = await once(server, 'maxim', load);
      ours.push(mine);
      if (mine.share < 1) say(`  run ${run}: only ${(mine.share * 100).toFixed(2)} % delivered`);
    }
    report(floor, ours);
  });
}

const ratios = (key: keyof Measured, floor: Measured[], ours: Measured[]): string =>
  spread(ours.map((each, run) => each[key] / (floor[run]?.[key] ?? NaN)));
const values = (key: keyof Measured, of: Measured[], digits = 1): string =>
  spread(
    of.map((each) => each[key]),
    digits,
  );

const cost = (): Promise<void> =>
  compare({ burst: { traces: 20_000 } }, (floor, ours) => {
    say('20,000 traces (minimum / median / maximum)');
    say(`  total CPU        ${ratios('cpuMs', floor, ours)} × the floor of ${values('cpuMs', floor, 0)} ms`);
    say(`  caller per trace ${ratios('callUs', floor, ours)} × the floor of ${values('callUs', floor)} µs`);
    const more = ours.map((each, run) => each.peakMb - (floor[run]?.peakMb ?? NaN));
    say(`  peak RSS         ${spread(more, 1)} MB above the floor's ${values('peakMb', floor)} MB`);
  });

const pace = (): Promise<void> =>
  compare({ stream: { perSecond: 2_000, seconds: 10 } }, (floor, ours) => {
    say('2,000 traces/s for 10 s (minimum / median / maximum)');
    say(`  p99 event-loop delay ${ratios('p99Ms', floor, ours)} × the floor of ${values('p99Ms', floor, 2)} ms`);
    say(`  CPU                  ${ratios('cpuMs', floor, ours)} × the floor of ${values('cpuMs', floor, 0)} ms`);
  });

/** The middle half of the run is an outage. */
async function outage(): Promise<void> {
  say('1,000 traces/s for 30 s, an outage of 15 s within');
  for (const mode of ['503', 'refuse', 'hang'] as const satisfies Mode[]) {
    await withServer(async (server) => {
      const child = await Child.start('transport/load.js', 'maxim', server.url, transport());
      const measuring = child.ask<Measured>({ stream: { perSecond: 1_000, seconds: 30 } });
      await new Promise((resolve) => setTimeout(resolve, 8_000));
      await server.sink.ask({ mode });
      await new Promise((resolve) => setTimeout(resolve, 15_000));
      await server.sink.ask({ mode: 'up' });
      const { traces, peakMb } = await measuring;
      const { distinct, lines } = await server.sink.ask<Count>({ count: true });
      const lost = (traces + WARM_UP) * LINES - distinct;
      say(
        `  ${mode.padEnd(6)} ${lost} lines lost of ${distinct + lost}, ${lines - distinct} twice; peak RSS ${peakMb.toFixed(0)} MB`,
      );
      await child.stop();
    });
  }
}

async function kill(): Promise<void> {
  await withServer(async (server) => {
    const [rounds, down] = [50, '503'];
    let [accepted, missing] = [0, 0];
    for (let round = 0; round < rounds; round++) {
      await server.sink.ask({ mode: round % 2 === 0 ? 'up' : down });
      const settings = transport({ durability: 'write-ahead' });
      const child = await Child.start('transport/load.js', 'maxim', server.url, settings);
      child.tell({ endless: { round: `r${round}` } });
      const safe = Number((await child.killed(20 + Math.random() * 500)) ?? 0);
      await server.sink.ask({ mode: 'up' });
      const next = await Child.start('transport/load.js', 'maxim', server.url, settings);
      await next.ask({ drain: true });
      await next.stop();
      accepted += safe;
      missing += await server.sink.ask<number>({ missing: { round: `r${round}`, traces: safe } });
    }
    say(
      `SIGKILL at ${rounds} random moments, the server up or down, write-ahead: ${missing} lines lost of ${accepted} traces`,
    );
  });
}

async function cut(): Promise<void> {
  await withServer(async (server) => {
    await server.sink.ask({ mode: 'cut' });
    const child = await Child.start('transport/load.js', 'maxim', server.url, transport());
    const { traces } = await child.ask<Measured>({ burst: { traces: 2_000 } });
    await child.stop();
    const { distinct, lines, identical } = await server.sink.ask<Count>({ count: true });
    const lost = (traces + WARM_UP) * LINES - distinct;
    say(
      `Every other request accepted, then cut before the answer: ${lost} lines lost, ${lines - distinct} sent again, ${identical ? 'byte for byte' : 'NOT identical'}`,
    );
  });
}

async function main(): Promise<void> {
  say(machine());
  const parts = { cost, pace, outage, kill, cut };
  for (const [name, part] of Object.entries(parts)) if (chosen.length === 0 || chosen.includes(name)) await part();
  rmSync(dir, { recursive: true, force: true });
}

void main();
