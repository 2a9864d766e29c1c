#!/usr/bin/env node
import { readEnvironment } from '../options/environment.js';
import { run } from './run.js';
import { processTerminal } from './terminal.js';

void run(process.argv.slice(2), processTerminal(process), readEnvironment()).then((code) => {
  process.exitCode = code;
});
