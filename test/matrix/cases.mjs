import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);

export const RUNNING_MAJOR = Number(process.versions.node.split('.')[0]);
const NESTS = [10, 11, 12];
const NODES = [20, 22, 24];
const APPS = { CJS: 'cjs.cjs', ESM: 'esm.mjs', mixed: 'mixed.mjs' };

// Compiler and test runner are the repository's own; the consumers' folders hold what a consumer has.
const bin = (name, ...path) => join(dirname(require.resolve(`${name}/package.json`)), ...path);
const tsc = bin('typescript', 'bin', 'tsc');
const jest = bin('jest', 'bin', 'jest.js');

/**
 * One row and column of the table: `args` are what Node `node` runs in the folder of the consumer on Nest `nest`, or of
 * that of `clients`; `vitest` is the major it needs, whose command line `args` is given.
 */
const app = (nest, format, node) => ({ row: `Nest ${nest}, ${format} app`, nest, node, args: () => [APPS[format]] });

const typeCheck = (nest, what, ...options) => ({
  row: `Nest ${nest}, ${what}`,
  nest,
  node: RUNNING_MAJOR,
  args: () => [tsc, ...options],
});

/** Compiles the apps, too. */
const compilation = (nest) => typeCheck(nest, 'tsc --module node20');

const otherTypeChecks = (nest) => [
  typeCheck(nest, 'tsc --module nodenext', '--noEmit', '--module', 'nodenext'),
  typeCheck(nest, 'tsc, standard decorators', '-p', 'tsconfig.standard.json'),
];

const jestRun = (nest, mode, node, flags, config) => ({
  row: `Nest ${nest}, Jest in ${mode} mode`,
  nest,
  node,
  args: () => [...flags, jest, '--config', JSON.stringify({ rootDir: '.', transform: {}, ...config })],
});

const jestCjs = (nest, node, config) => jestRun(nest, 'CJS', node, [], { testMatch: ['**/jest.spec.cjs'], ...config });

const toCommonJs = [
  require.resolve('@swc/jest'),
  { swcrc: false, module: { type: 'commonjs' }, jsc: { target: 'es2022' } },
];

const jestEsm = (nest, node) =>
  jestRun(nest, 'ESM', node, ['--experimental-vm-modules', '--no-warnings'], {
    testMatch: ['**/jest.spec.mjs'],
    moduleFileExtensions: ['mjs', 'js', 'cjs', 'json'],
  });

/** In ESM mode Jest gives `require` a second copy of any package with both formats: one copy is not asked for there. */
const jestRuns = (node) => [
  jestCjs(11, node),
  // Nest 12 is ESM only: compiled on its way in.
  jestCjs(12, node, {
    transformIgnorePatterns: ['/node_modules/(?!@nestjs/)'],
    transform: { '\\.m?js$': toCommonJs },
  }),
  jestEsm(11, node),
  jestEsm(12, node),
];

/** Every client of models in its newest version, many of which need Node 22. */
const clientsRun = (node) => ({ row: 'Nest 12, newest clients', clients: 'newest', node, args: () => ['app.mjs'] });

/** Vitest 5 needs Node 22. */
const vitestRun = (nest, node) => ({
  row: `Nest ${nest}, Vitest`,
  nest,
  node,
  vitest: node < 22 ? 4 : 5,
  args: (vitest) => [vitest, 'run', '--globals', 'vitest.spec.mjs'],
});

export const fast = [
  ...[11, 12].map(compilation),
  app(11, 'CJS', RUNNING_MAJOR),
  app(12, 'ESM', RUNNING_MAJOR),
  app(12, 'mixed', RUNNING_MAJOR),
];

export const all = [
  ...NESTS.map(compilation),
  ...NESTS.flatMap(otherTypeChecks),
  ...NESTS.flatMap((nest) => Object.keys(APPS).flatMap((format) => NODES.map((node) => app(nest, format, node)))),
  ...NODES.flatMap(jestRuns),
  ...[22, 24].map(clientsRun),
  ...[11, 12].flatMap((nest) => NODES.map((node) => vitestRun(nest, node))),
];
