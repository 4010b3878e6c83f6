/** Opens the lab: the Electron window where it can run, otherwise the same lab in the browser. */
import { join } from 'node:path';
import { buildIfNewer } from './build-if-newer.mjs';
import { electronBinary, fetchElectron, whyNoWindow } from './electron-binary.mjs';
import { root, run, runNode, say } from './toolbox.mjs';

process.exitCode = (await buildIfNewer()) || (await open());

async function open() {
  const obstacle = whyNoWindow();
  const binary = obstacle === null ? (electronBinary() ?? (await fetchElectron())) : null;
  if (binary !== null) return run(binary, [root, ...process.argv.slice(2)]);
  const why = obstacle ?? 'its binary is not installed (`npx install-electron --no` tries again)';
  say(`The Electron window cannot open: ${why}. The lab goes on in the browser.`);
  return runNode(join(root, 'out/main/cli.js'), ['serve', ...process.argv.slice(2)]);
}
