/**
 * Installs the other Nest majors from their lockfiles where that is not yet done, so that `npm test` needs nothing but
 * Node and npm. Says nothing where all is in place.
 */
import { spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';

const folders = ['nest-10', 'nest-12'].map((name) => join(import.meta.dirname, name));

const modified = (...path) => statSync(join(...path), { throwIfNoEntry: false })?.mtimeMs ?? 0;

/** npm writes its hidden lockfile last: a broken install has none. */
const isStale = (folder) =>
  modified(folder, 'node_modules', '.package-lock.json') < modified(folder, 'package-lock.json');

/** Warnings are left out: on an older Node some packages of Nest's newest major announce a newer one, and still run. */
const npmCi = (folder) =>
  new Promise((resolve, reject) => {
    const npm = spawn('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: folder,
      shell: process.platform === 'win32',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [npm.stdout, npm.stderr]) stream.on('data', (chunk) => (output += chunk));
    npm.on('error', reject);
    npm.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`npm ci in ${folder} failed with exit code ${code}:\n${output}`));
    });
  });

const stale = folders.filter(isStale);
if (stale.length > 0) console.error('Installing Nest 10 and 12 for the tests (once) …');
const failures = (await Promise.allSettled(stale.map(npmCi))).filter(({ status }) => status === 'rejected');
for (const { reason } of failures) console.error(reason.message);
process.exitCode = failures.length > 0 ? 1 : 0;
