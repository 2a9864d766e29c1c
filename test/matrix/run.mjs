/**
 * Runs small apps that consume the packed package: every supported Nest, Node, module format and test runner. Exits 1
 * where one fails. Usage: node test/matrix/run.mjs [--fast], after a build.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { all, fast } from './cases.mjs';
import { child } from './child.mjs';
import { clientsOf, consumer, nodeOf, tarball, vitestOf } from './installs.mjs';
import { table } from './table.mjs';

const cases = process.argv.includes('--fast') ? fast : all;
const folder = await mkdtemp(join(tmpdir(), 'nestjs-maxim-matrix-'));

/** Each distinct value of one key of the cases, made once, all side by side. */
async function forEach(key, make) {
  const values = [...new Set(cases.map((one) => one[key]))].filter((value) => value !== undefined);
  const made = await Promise.all(
    values.map(async (value) => [value, await make(value, join(folder, `${key}-${value}`))]),
  );
  return Object.fromEntries(made);
}

try {
  console.log('Packing and installing …');
  const packed = await tarball(folder);
  const [consumers, clients, nodes, vitests] = await Promise.all([
    forEach('nest', (major, into) => consumer(into, major, packed)),
    forEach('clients', (_, into) => clientsOf(into, packed)),
    forEach('node', (major, into) => nodeOf(into, major)),
    forEach('vitest', (major, into) => vitestOf(into, major)),
  ]);
  const results = [];
  for (const one of cases) {
    const cwd = consumers[one.nest] ?? clients[one.clients];
    const { ok, output } = await child(nodes[one.node], one.args(vitests[one.vitest]), { cwd });
    console.log(`${ok ? 'ok  ' : 'FAIL'} ${one.row}, Node ${one.node}`);
    if (!ok) console.log(output.replace(/^/gm, '     '));
    results.push({ ...one, ok });
  }
  const failed = results.filter(({ ok }) => !ok).length;
  console.log(`\n${table(results)}\n\n${results.length} cases, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
} finally {
  await rm(folder, { recursive: true, force: true });
}
