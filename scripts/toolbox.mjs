/** What the scripts share: where the checkout is, the lock file's stamp, children that end with their parent. Built-ins only. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The path of a package's script, to be run with this very Node: `.bin` would need a shell on Windows. */
export const tools = {
  electronVite: join(root, 'node_modules/electron-vite/bin/electron-vite.js'),
  vitest: join(root, 'node_modules/vitest/vitest.mjs'),
  biome: join(root, 'node_modules/@biomejs/biome/bin/biome'),
  vueTsc: join(root, 'node_modules/vue-tsc/bin/vue-tsc.js'),
  tsc: join(root, 'node_modules/typescript/bin/tsc'),
  knip: join(root, 'node_modules/knip/bin/knip.js'),
  installElectron: join(root, 'node_modules/electron/install.js'),
};

export function say(sentence) {
  process.stderr.write(`${sentence}\n`);
}

export function lockfileStamp() {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
}

/** Text of a file, or null when it is not there. */
export function readIfThere(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : null;
}

/**
 * Runs a program to its end; answers its exit code (128 + signal number for a signal, 127 when it cannot start).
 * SIGINT and SIGTERM that reach only this process are handed on, so that nothing is left behind; the script ends with the child,
 * unless that ended well.
 */
export function run(file, args, options = {}) {
  const { timeoutMs = 0, onOutput, priority, ...rest } = options;
  const stdio = onOutput ? ['ignore', 'pipe', 'pipe'] : 'inherit';
  const child = spawn(file, args, { cwd: root, stdio, ...rest });
  // Its own children get the same; a system that refuses lets it run as it is.
  if (priority !== undefined && child.pid !== undefined) attempt(() => setPriority(child.pid, priority));
  child.stdout?.on('data', (text) => onOutput(String(text)));
  child.stderr?.on('data', (text) => onOutput(String(text)));
  let interrupted = false;
  const handOn = (signal) => {
    interrupted = true;
    child.kill(signal);
  };
  process.on('SIGINT', handOn).on('SIGTERM', handOn);
  const limit = timeoutMs > 0 ? setTimeout(() => child.kill('SIGKILL'), timeoutMs) : undefined;
  return new Promise((resolve) => {
    const end = (code) => {
      clearTimeout(limit);
      process.off('SIGINT', handOn).off('SIGTERM', handOn);
      if (interrupted && code !== 0) process.exit(130);
      resolve(code);
    };
    child.once('error', () => end(127));
    child.once('close', (code, signal) => end(code ?? { SIGINT: 130, SIGKILL: 137, SIGTERM: 143 }[signal] ?? 1));
  });
}

function attempt(action) {
  try {
    action();
  } catch {}
}

/** Runs one of `tools`, or any script, with this Node. */
export function runNode(script, args, options) {
  return run(process.execPath, [script, ...args], options);
}
