/** Prints what Jest's JSON report counted; exits 1 unless all ran and passed. A skipped test has not passed. */
import { readFileSync } from 'node:fs';

const text = readFileSync(process.argv[2], 'utf8');
// Without a report nothing ran: then its absence is the one failure.
const report = text ? JSON.parse(text) : { success: false, numPassedTests: 0 };
const count = (...keys) => keys.reduce((sum, key) => sum + (report[key] ?? 0), 0);

const passed = report.numPassedTests;
const counted = count('numFailedTests', 'numRuntimeErrorTestSuites', 'numPendingTests', 'numTodoTests');
const failed = report.success && passed > 0 ? counted : Math.max(counted, 1);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
