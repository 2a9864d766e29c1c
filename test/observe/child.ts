import { spawn, execFileSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');

/** Runs one of the scripts in `child/` in a process of its own, and gives what it printed as JSON. */
export async function inChild(script: string, ...args: string[]): Promise<unknown> {
  const code = execFileSync(join(root, 'node_modules/.bin/esbuild'), [
    join(__dirname, 'child', script),
    '--bundle',
    '--packages=external',
    '--platform=node',
    '--log-level=error',
  ]);
  const child = spawn(process.execPath, ['-', ...args], { stdio: ['pipe', 'pipe', 'inherit'], cwd: root });
  child.stdin.end(code);
  let printed = '';
  for await (const part of child.stdout) printed += String(part);
  return JSON.parse(printed);
}
