import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { join } from 'node:path';
import { type Readable } from 'node:stream';

const root = join(__dirname, '..', '..');

/** Starts one of the scripts in `child/` in a process of its own. */
export function startChild(
  script: string,
  args: readonly string[] = [],
  env: NodeJS.ProcessEnv = process.env,
): ChildProcess & { stdout: Readable } {
  const code = execFileSync(join(root, 'node_modules/.bin/esbuild'), [
    join(__dirname, 'child', script),
    '--bundle',
    '--packages=external',
    '--platform=node',
    '--log-level=error',
  ]);
  const child = spawn(process.execPath, ['-', ...args], { stdio: ['pipe', 'pipe', 'inherit'], cwd: root, env });
  child.stdin.end(code);
  return child;
}

/** Runs one of the scripts until its end, and gives what it printed as JSON. */
export async function inChild(script: string, ...args: string[]): Promise<unknown> {
  let printed = '';
  for await (const part of startChild(script, args).stdout) printed += String(part);
  return JSON.parse(printed);
}
