import { join } from 'node:path';
import * as ts from 'typescript';

const root = join(__dirname, '../..');
const fixture = join(__dirname, 'decorators.ts');

/** The compiler's options for the fixture in one dialect of decorators. */
function optionsFor(experimentalDecorators: boolean): ts.CompilerOptions {
  const config = ts.getParsedCommandLineOfConfigFile(
    join(root, 'tsconfig.json'),
    {},
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => undefined },
  );
  return { ...config?.options, experimentalDecorators, emitDecoratorMetadata: experimentalDecorators };
}

/** What the compiler has against some source. */
function complaints(program: ts.Program, file: string): string[] {
  const source = program.getSourceFile(file);
  return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
    ({ messageText, start = 0 }) => {
      const line = (source?.getLineAndCharacterOfPosition(start).line ?? 0) + 1;
      return `${line}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
    },
  );
}

/** An editor's view of a source that is not on disk. */
function editorFor(experimentalDecorators: boolean, text: string) {
  const file = join(__dirname, 'editor.ts');
  const isFile = (name: string): boolean => name === file;
  const options = optionsFor(experimentalDecorators);
  const service = ts.createLanguageService({
    getCompilationSettings: () => options,
    getScriptFileNames: () => [file],
    getScriptVersion: () => '1',
    getScriptSnapshot: (name) => {
      const read = isFile(name) ? text : ts.sys.readFile(name);
      return read === undefined ? undefined : ts.ScriptSnapshot.fromString(read);
    },
    readFile: ts.sys.readFile,
    fileExists: (name) => isFile(name) || ts.sys.fileExists(name),
    directoryExists: ts.sys.directoryExists,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    getCurrentDirectory: () => root,
  });
  const program = service.getProgram();
  return {
    completionsAt: (place: string): string[] =>
      service.getCompletionsAtPosition(file, text.indexOf(place), {})?.entries.map(({ name }) => name) ?? [],
    complaints: (): string[] => (program ? complaints(program, file) : []),
  };
}

const EDITED = `
import { Generation, Span } from '../../lib/index.js';
export class Edited {
  @Generation({ model: 'm', /* here */ }) offered(): void {}
  @Span({ tags: (n: number) => ({ n: String(n) }) }) refused(text: string): string { return text; }
  @Span({ nmae: 'x', name: 'y' }) unknown(): void {}
}`;

describe.each([
  ['legacy', true],
  ['standard', false],
] as const)('a decorator in the %s dialect', (_, experimentalDecorators) => {
  it('compiles where its options fit the method, and not where they do not', () => {
    const program = ts.createProgram([fixture], optionsFor(experimentalDecorators));
    expect(complaints(program, fixture)).toEqual([]);
  }, 120_000);

  it('offers its options, and names those that it refuses', () => {
    const editor = editorFor(experimentalDecorators, EDITED);
    const offered = editor.completionsAt('/* here */');
    expect(offered).toEqual(expect.arrayContaining(['cost', 'modelParameters', 'omit', 'output']));
    expect(offered).not.toContain('model');
    const [refused, unknown, ...others] = editor.complaints();
    expect(refused).toMatch(
      /^5: [^]*options that take other arguments, or another result, than the method has[^]*"tags"/,
    );
    expect(unknown).toMatch(/^6: [^]*there are no such options[^]*"nmae"/);
    expect(others).toEqual([]);
  }, 120_000);
});
