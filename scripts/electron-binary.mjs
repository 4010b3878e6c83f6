/** Finds the Electron binary without requiring `electron`, which would start to download it. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lockfileStamp, readIfThere, root, runNode, say, tools } from './toolbox.mjs';

const failureFile = join(root, 'node_modules/.raftarium-no-electron');
const names = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' };
const LIMIT_MS = 60_000;

/** The path of the binary, or null. */
export function electronBinary() {
  const folder = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(root, 'node_modules/electron/dist');
  const path = join(folder, names[process.platform] ?? 'electron');
  return existsSync(path) ? path : null;
}

/** Why a window cannot open on this machine whatever is installed, or null. */
export function whyNoWindow() {
  if (process.platform !== 'linux') return null;
  if (!process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return 'there is no display';
  if (process.getuid?.() === 0) return 'as root Electron runs only without its sandbox';
  return null;
}

/** Tries the download once per lock file; answers the path of the binary, or null after the limit or a failure. */
export async function fetchElectron() {
  const stamp = lockfileStamp();
  if (readIfThere(failureFile) === stamp) return null;
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  say(`Downloading Electron (about 120 MB, at most ${LIMIT_MS / 1000} s) …`);
  const progress = setInterval(() => say(`  still downloading, ${seconds()} s`), 5000);
  const code = await runNode(tools.installElectron, [], { timeoutMs: LIMIT_MS, onOutput: () => {} });
  clearInterval(progress);
  if (code !== 0) writeFileSync(failureFile, stamp);
  return electronBinary();
}
