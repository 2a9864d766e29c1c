import { join } from 'node:path';
import * as ts from 'typescript';

const root = join(__dirname, '../..');
const fixture = join(__dirname, 'decorators.ts');

/** What the compiler has against the fixture in one dialect of decorators. */
function complaints(experimentalDecorators: boolean): string[] {
  const config = ts.getParsedCommandLineOfConfigFile(
    join(root, 'tsconfig.json'),
    {},
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => undefined },
  );
  const options = { ...config?.options, experimentalDecorators, emitDecoratorMetadata: experimentalDecorators };
  const program = ts.createProgram([fixture], options);
  const source = program.getSourceFile(fixture);
  return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
    ({ messageText, start = 0 }) => {
      const line = (source?.getLineAndCharacterOfPosition(start).line ?? 0) + 1;
      return `${line}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
    },
  );
}

describe.each([
  ['legacy', true],
  ['standard', false],
] as const)('a decorator in the %s dialect', (_, experimentalDecorators) => {
  it('compiles where its options fit the method, and not where they do not', () => {
    expect(complaints(experimentalDecorators)).toEqual([]);
  }, 120_000);
});
