/** Runs a TypeScript program of this repository: node scripts/run.mjs bench/main.ts ARGS. */
import { resolve } from 'node:path';
import { runnerImport } from 'vite';
import { root, say } from './toolbox.mjs';

const [entry, ...args] = process.argv.slice(2);
if (entry === undefined) {
  say('Say which program to run: node scripts/run.mjs FILE.ts [ARGS]');
  process.exitCode = 2;
} else {
  const path = resolve(root, entry);
  process.argv = [process.execPath, path, ...args];
  await runnerImport(path, { root, configFile: false, logLevel: 'warn' });
}
