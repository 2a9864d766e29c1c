import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { npm } from './child.mjs';
import { RUNNING_MAJOR } from './cases.mjs';

const repository = join(import.meta.dirname, '..', '..');
const apps = join(import.meta.dirname, 'apps');
const clients = join(import.meta.dirname, 'clients');
const { devDependencies } = JSON.parse(await readFile(join(repository, 'package.json'), 'utf8'));

async function install(folder, dependencies, rest = {}) {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies, ...rest }));
  await npm(['install', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'], folder);
}

/** The package as a registry would hand it out. */
export async function tarball(folder) {
  const said = await npm(['pack', '--silent', '--pack-destination', folder], repository);
  return join(folder, said.trim().split('\n').at(-1));
}

/** A folder with every app in it, on one Nest major. */
export async function consumer(folder, major, packed) {
  const nest = ['common', 'core', 'platform-express'].map((name) => [`@nestjs/${name}`, `^${major}.0.0`]);
  const beside = ['reflect-metadata', 'rxjs', '@types/express', '@types/node'];
  await install(folder, {
    ...Object.fromEntries([...nest, ...beside.map((name) => [name, devDependencies[name]])]),
    'nestjs-maxim': `file:${packed}`,
  });
  await cp(apps, folder, { recursive: true });
  for (const format of ['cts', 'mts']) await cp(join(apps, 'consumer.ts'), join(folder, `consumer.${format}`));
  return folder;
}

/** A folder with the newest clients of models, and the app that asks them. */
export async function clientsOf(folder, packed) {
  const { dependencies } = JSON.parse(await readFile(join(clients, 'package.json'), 'utf8'));
  await install(folder, { ...dependencies, 'nestjs-maxim': `file:${packed}` });
  await build({
    ...{ entryPoints: [join(clients, 'app.ts')], outfile: join(folder, 'app.mjs'), format: 'esm', platform: 'node' },
    // Packages are those of the folder, ours included, which the repository's tsconfig.json finds in its source.
    ...{ bundle: true, packages: 'external', tsconfigRaw: '{}', logLevel: 'warning' },
  });
  return folder;
}

/** The executable of a Node major: the running one, or that of npm's `node` package. */
export async function nodeOf(folder, major) {
  if (major === RUNNING_MAJOR) return process.execPath;
  // Its install script fetches the build for this platform.
  await install(folder, { node: `^${major}.0.0` }, { allowScripts: { node: true } });
  return join(folder, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}

/** The command line of a Vitest major. */
export async function vitestOf(folder, major) {
  await install(folder, { vitest: `^${major}.0.0` });
  return join(folder, 'node_modules', 'vitest', 'vitest.mjs');
}
