/** @jest-config-loader esbuild-register */
import type { Config } from 'jest';

const swc = (parser: Record<string, unknown>): [string, Record<string, unknown>] => [
  '@swc/jest',
  {
    swcrc: false,
    module: { type: 'commonjs' },
    sourceMaps: 'inline',
    jsc: {
      target: 'es2022',
      parser,
      keepClassNames: true,
      transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: true },
    },
  },
];
const typescript = swc({ syntax: 'typescript', decorators: true });
const javascript = swc({ syntax: 'ecmascript' });

/** One project per Nest major: another `@nestjs/*` under the specs. */
const nest = (major: number, rest: Config = {}): Config => ({
  displayName: `nest-${major}`,
  globals: { NEST_MAJOR: `${major}` },
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.spec.ts'],
  // What only one of the other majors can do.
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/nest-\\d+/'],
  setupFiles: ['reflect-metadata'],
  moduleNameMapper: {
    '^(\\.{1,2}/.*)\\.js$': ['$1.ts', '$1.js'],
    // The samples import the package by its name.
    '^nestjs-maxim$': '<rootDir>/lib/index.ts',
    '^nestjs-maxim/(\\w+)$': '<rootDir>/lib/$1/index.ts',
  },
  transform: { '\\.ts$': typescript },
  ...rest,
});
/**
 * Apps whose processes are their own, which have the root's Nest whatever the project; where memory goes; what calls of
 * models become once they are seen: the same on each major, and long to run.
 */
const ON_ONE_MAJOR = [
  '/(memory|sigterm|process-end|host-left-as-it-was|openai-stand-in)\\.spec\\.ts$',
  '/automatic-capture-\\w+\\.spec\\.ts$',
];
/** What runs on the other majors too: the specs of the rooms that touch Nest. In the others a major changes nothing. */
const other = (major: number, rest: Config = {}): Config =>
  nest(major, {
    testMatch: [
      `<rootDir>/test/{nest,testing,integrations,e2e,nest-${major}}/**/*.spec.ts`,
      '<rootDir>/test/nest-major.spec.ts',
    ],
    testPathIgnorePatterns: ['/node_modules/', ...ON_ONE_MAJOR],
    moduleDirectories: [`test/nest-${major}/node_modules`, 'node_modules'],
    ...rest,
  });

const config: Config = {
  // Real sockets, child processes and compilers share a busy machine's cores; a test that hangs is one all the same.
  testTimeout: 60_000,
  // In one process for all the files, memory that is not given back makes the last ones ten times slower.
  workerIdleMemoryLimit: '1GB',
  coverageProvider: 'v8',
  collectCoverageFrom: ['lib/**/*.ts', '!lib/**/index.ts'],
  projects: [
    // arktype is ESM only: compiled on its way in.
    nest(11, {
      transformIgnorePatterns: ['/node_modules/(?!arktype/|arkregex/|@ark/)'],
      transform: { '\\.ts$': typescript, '/(arktype|arkregex|@ark)/.+\\.js$': javascript },
    }),
    other(10),
    // Nest 12 is ESM only: compiled on its way in.
    other(12, {
      transformIgnorePatterns: ['/node_modules/(?!@nestjs/)'],
      transform: { '\\.ts$': typescript, '\\.m?js$': javascript },
    }),
  ],
};
export default config;
