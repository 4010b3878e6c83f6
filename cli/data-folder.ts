/** Where clusters live when nobody says otherwise: the folder the desktop window uses too, so that both see the same ones. */
import { homedir } from 'node:os';
import { join } from 'node:path';

export function defaultDataFolder(): string {
  return join(userDataFolder(), 'raftarium', 'clusters');
}

/** The parent of Electron's app.getPath('userData'). */
function userDataFolder(): string {
  if (process.platform === 'win32') return process.env['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support');
  return process.env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config');
}
