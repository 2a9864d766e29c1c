import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildSync } from 'esbuild';

/** The bin as a process of its own. */
export interface Bin {
  /** What it wrote to its standard output and error so far. */
  readonly out: () => string;
  readonly error: () => string;
  /** Resolves with what it wrote once that holds a text; rejects where it ends before. */
  wrote(text: string | RegExp): Promise<string>;
  kill(signal: NodeJS.Signals): void;
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

const folder = mkdtempSync(join(tmpdir(), 'nestjs-maxim-cli-'));
const file = join(folder, 'main.js');
const running: ChildProcess[] = [];

beforeAll(() => {
  buildSync({
    entryPoints: [resolve('lib/cli/main.ts')],
    outfile: file,
    bundle: true,
    platform: 'node',
    packages: 'external',
  });
});
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs it; of the environment it sees only what is given and the way to Node. */
export function bin(args: string[], environment: Record<string, string> = {}): Bin {
  const child = spawn(process.execPath, [file, ...args], { env: { PATH: process.env['PATH'], ...environment } });
  running.push(child);
  const [out, error] = [collected(child.stdout), collected(child.stderr)];
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((done) => {
    child.on('close', (code, signal) => done({ code, signal }));
  });
  return {
    out,
    error,
    ended,
    kill: (signal) => void child.kill(signal),
    wrote: (text) =>
      new Promise((done, fail) => {
        const look = (): void => {
          if (typeof text === 'string' ? out().includes(text) : text.test(out())) done(out());
        };
        child.stdout.on('data', look);
        child.on('close', () => fail(new Error(`It ended without writing ${String(text)}: ${out()}${error()}`)));
        look();
      }),
  };
}

function collected(stream: NodeJS.ReadableStream): () => string {
  let text = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  return () => text;
}
