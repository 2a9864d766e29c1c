import { execFile } from 'node:child_process';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = resolve(__dirname, '../..');
const ROOMS = ['faults', 'options', 'protocol', 'transport'];

export type Format = 'cjs' | 'esm';

const LOADERS: Readonly<Record<Format, string>> = {
  cjs: `import { createRequire } from 'node:module'; const load = createRequire(import.meta.url);`,
  esm: `const load = (path) => import(path);`,
};

/** The rooms of the transport compiled into a folder of their own, to be loaded by a process of its own. */
export class Compiled {
  private written = 0;

  private constructor(
    readonly folder: string,
    private readonly format: Format,
  ) {}

  static async make(format: Format): Promise<Compiled> {
    const folder = await mkdtemp(join(tmpdir(), 'nestjs-maxim-compiled-'));
    const sources = ROOMS.map((room) => join(root, 'lib', room, '**/*.ts'));
    const flags = [`--outdir=${folder}`, `--outbase=${join(root, 'lib')}`, `--format=${format}`, '--log-level=warning'];
    await run(join(root, 'node_modules/.bin/esbuild'), [...sources, ...flags]);
    await writeFile(join(folder, 'package.json'), JSON.stringify({ type: format === 'esm' ? 'module' : 'commonjs' }));
    await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
    return new Compiled(folder, format);
  }

  /**
   * Writes a module to be run as a process.
   *
   * @param body may use `await load('./transport/….js')`
   * @returns its path
   */
  async write(body: string): Promise<string> {
    const file = join(this.folder, `main-${this.written++}.mjs`);
    await writeFile(file, `${LOADERS[this.format]}\n${body}`);
    return file;
  }

  /** Runs a module in a process of its own until it exits by itself. @returns what it printed */
  async run(body: string, env: Record<string, string> = {}): Promise<string> {
    const file = await this.write(body);
    const { stdout } = await run(process.execPath, [file], { env: { ...process.env, ...env } });
    return stdout;
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true });
  }
}
