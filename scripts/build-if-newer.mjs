/** Builds out/ when a source is newer than the last build. */
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, runNode, say, tools } from './toolbox.mjs';

const sources = ['core', 'electron', 'cli', 'renderer', 'electron.vite.config.ts', 'package.json', 'package-lock.json'];
const stamp = join(root, 'out/.built');

/** Answers the exit code of the build, 0 when there was nothing to do. */
export async function buildIfNewer() {
  const built = existsSync(stamp) ? statSync(stamp).mtimeMs : 0;
  if (sources.every((path) => newestIn(join(root, path)) <= built)) return 0;
  say('Building …');
  const code = await runNode(tools.electronVite, ['build', '--logLevel', 'warn']);
  if (code === 0) writeFileSync(stamp, '');
  return code;
}

function newestIn(path) {
  if (!existsSync(path)) return 0;
  const own = statSync(path);
  if (!own.isDirectory()) return own.mtimeMs;
  return readdirSync(path).reduce((newest, name) => Math.max(newest, newestIn(join(path, name))), own.mtimeMs);
}
