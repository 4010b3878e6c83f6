/** Develops the renderer in a browser: a real lab on its own port, and Vite's server with hot reloading before it. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import vue from '@vitejs/plugin-vue';
import { createServer } from 'vite';
import { buildIfNewer } from './build-if-newer.mjs';
import { root, say } from './toolbox.mjs';

if ((await buildIfNewer()) !== 0) process.exit(1);
const args = [join(root, 'out/main/cli.js'), 'serve', '--no-open', '--json', ...process.argv.slice(2)];
const host = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
const url = new URL(await firstUrl(host));
const vite = await createServer({
  root: join(root, 'renderer'),
  configFile: false,
  plugins: [vue()],
  server: {
    host: '127.0.0.1',
    proxy: { '/socket.io': { target: url.origin, ws: true, changeOrigin: true, rewriteWsOrigin: true } },
  },
});
await vite.listen();
say(`The lab with hot reloading is at ${new URL(url.hash, vite.resolvedUrls.local[0])}`);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => host.kill(signal));
host.once('exit', () => void vite.close().then(() => process.exit()));

async function firstUrl(child) {
  for await (const line of createInterface(child.stdout)) return JSON.parse(line).url;
  throw new Error('The lab ended before it said where it is.');
}
