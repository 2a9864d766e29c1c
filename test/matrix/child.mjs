import { spawn } from 'node:child_process';

/** The longest one child may take, in ms. */
const TIMEOUT = 300_000;

/** Runs a command to its end and gives its exit code and all it said. */
export const child = (command, args, options = {}) =>
  new Promise((resolve) => {
    const running = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'], timeout: TIMEOUT });
    let output = '';
    for (const stream of [running.stdout, running.stderr]) stream.on('data', (chunk) => (output += chunk));
    running.on('error', (error) => resolve({ ok: false, output: error.stack }));
    running.on('close', (code, signal) =>
      resolve({ ok: code === 0, output: signal ? `${output}\nended by ${signal}` : output }),
    );
  });

/** The same for npm, where a failure leaves nothing to go on with. */
export async function npm(args, cwd) {
  const { ok, output } = await child('npm', args, { cwd, shell: process.platform === 'win32' });
  if (!ok) throw new Error(`npm ${args.join(' ')} failed in ${cwd}:\n${output}`);
  return output;
}
