/** Makes sure that everything is installed: the right Node, the packages of the lock file, and with --with-browser a Chromium. */
import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lockfileStamp, readIfThere, root, run, say } from './toolbox.mjs';

const stampFile = join(root, 'node_modules/.raftarium-installed');
const chromium = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';

checkNode();
await ensurePackages();
if (process.argv.includes('--with-browser')) await ensureBrowser();

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19)) return;
  fail(`Raftarium needs Node.js 20.19 or newer, or 22.12 or newer; this is ${process.versions.node}.`);
}

async function ensurePackages() {
  const stamp = lockfileStamp();
  if (readIfThere(stampFile) === stamp) return;
  say('Installing the packages of package-lock.json …');
  const npm = process.env.npm_execpath;
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const code = npm ? await run(process.execPath, [npm, ...args]) : await run('npm', args);
  if (code !== 0) fail('npm ci did not succeed; its own words stand above. Check the network, then try again.');
  writeFileSync(stampFile, stamp);
}

async function ensureBrowser() {
  if (existsSync(chromium)) return;
  const isRoot = process.getuid?.() === 0;
  if (process.platform !== 'linux' || !isRoot || !hasAptGet()) {
    fail(`The browser tests need Chromium, and there is none at ${chromium}. Install it, or set CHROMIUM_PATH to one.`);
  }
  say('Installing Chromium for the browser tests (apt-get, about 80 MB) …');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (args) => run('apt-get', args, { env, stdio: ['ignore', 'inherit', 'inherit'] });
  await apt(['update', '-qq']);
  const code = await apt(['install', '-y', '--no-install-recommends', '-qq', '-o', 'Dpkg::Use-Pty=0', 'chromium']);
  if (code !== 0 || !existsSync(chromium)) fail('apt-get could not install chromium; its own words stand above.');
}

function hasAptGet() {
  return spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).status === 0;
}

function fail(sentence) {
  say(sentence);
  process.exit(1);
}
