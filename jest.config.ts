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

/** One project per Nest major: the same specs, another `@nestjs/*` under them. */
const nest = (major: number, rest: Config = {}): Config => ({
  displayName: `nest-${major}`,
  globals: { NEST_MAJOR: `${major}` },
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.spec.ts'],
  setupFiles: ['reflect-metadata'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': ['$1.ts', '$1.js'] },
  transform: { '\\.ts$': typescript },
  ...rest,
});
const own = (major: number): string[] => [`test/nest-${major}/node_modules`, 'node_modules'];

const config: Config = {
  coverageProvider: 'v8',
  collectCoverageFrom: ['lib/**/*.ts', '!lib/**/index.ts'],
  projects: [
    nest(11),
    nest(10, { moduleDirectories: own(10) }),
    // Nest 12 is ESM only: compiled on its way in.
    nest(12, {
      moduleDirectories: own(12),
      transformIgnorePatterns: ['/node_modules/(?!@nestjs/)'],
      transform: { '\\.ts$': typescript, '\\.m?js$': swc({ syntax: 'ecmascript' }) },
    }),
  ],
};
export default config;
