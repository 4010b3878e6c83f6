/** Opens an address in a window of its own where a Chromium is there, otherwise in the default browser. */
import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const CHROMIUM_NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/** Answers false when there is nothing to open it with; the address must then be shown. */
export function openBrowser(address: string): boolean {
  const [program, ...args] = openerFor(address);
  if (program === undefined) return false;
  const child = spawn(program, args, { detached: true, stdio: 'ignore' });
  // It was there a moment ago; if it fails now, the address printed on the terminal still works.
  child.on('error', () => {});
  child.unref();
  return true;
}

function openerFor(address: string): readonly string[] {
  if (process.platform === 'darwin') return ['open', address];
  if (process.platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler', address];
  if (!process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) return [];
  // As root, Chromium starts only without its sandbox, which we do not ask for.
  const chromium = process.getuid?.() === 0 ? undefined : CHROMIUM_NAMES.map(onPath).find((path) => path !== undefined);
  if (chromium !== undefined) return [chromium, `--app=${address}`];
  const opener = onPath('xdg-open');
  return opener === undefined ? [] : [opener, address];
}

function onPath(name: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
