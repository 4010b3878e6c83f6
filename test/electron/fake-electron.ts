/**
 * The parts of Electron that the desktop host uses, without Electron. Every member has the type that Electron itself declares, so
 * that a change there is a compile error here. Tests drive it through `fake`.
 */
import { EventEmitter } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as Real from 'electron';

export type Invoke = (event: { senderFrame: Frame | null }, ...words: unknown[]) => unknown;
export interface Frame {
  readonly origin: string;
  readonly parent: object | null;
}
type Serve = Parameters<Real.Protocol['handle']>[1];
type Decide = Parameters<Real.Session['setPermissionRequestHandler']>[0];

let becomeReady: () => void = () => {};
const readiness = new Promise<void>((resolve) => {
  becomeReady = resolve;
});

interface Seen {
  readonly order: string[];
  readonly windows: BrowserWindow[];
  readonly calls: Map<string, Invoke>;
  readonly schemes: Real.CustomScheme[];
  readonly serving: Map<string, Serve>;
  readonly opened: string[];
  readonly errors: string[];
  /** What the user chooses in the next file dialog; none cancels it. */
  chosen: string[];
  menu: Parameters<typeof Real.Menu.buildFromTemplate>[0];
  request: Decide;
  check: Parameters<Real.Session['setPermissionCheckHandler']>[0];
  device: Parameters<Real.Session['setDevicePermissionHandler']>[0];
}

/** What the host did, in its own words. */
export const seen: Seen = {
  order: [],
  windows: [],
  calls: new Map(),
  schemes: [],
  serving: new Map(),
  opened: [],
  errors: [],
  chosen: [],
  menu: [],
  request: null,
  check: null,
  device: null,
};

export const userData = mkdtempSync(join(tmpdir(), 'raftarium-electron-'));

/** The moment Electron's `ready` fires. */
export function makeReady(): void {
  seen.order.push('ready');
  becomeReady();
}

class FakeApp extends EventEmitter {
  readonly isPackaged: Real.App['isPackaged'] = false;
  readonly commandLine: Pick<Real.CommandLine, 'hasSwitch'> = { hasSwitch: () => false };
  readonly enableSandbox: Real.App['enableSandbox'] = () => void seen.order.push('enableSandbox');
  readonly requestSingleInstanceLock: Real.App['requestSingleInstanceLock'] = () => true;
  readonly whenReady: Real.App['whenReady'] = () => readiness;
  readonly getPath: Real.App['getPath'] = () => userData;
  readonly getVersion: Real.App['getVersion'] = () => '0.0.0';
  readonly quit: Real.App['quit'] = () => void seen.order.push('quit');
  readonly exit: Real.App['exit'] = (code) => void seen.order.push(`exit ${code}`);
}
export const app = new FakeApp();

class FakeContents extends EventEmitter {
  readonly sent: { channel: string; words: unknown[] }[] = [];
  openWindow: Parameters<Real.WebContents['setWindowOpenHandler']>[0] = () => ({ action: 'allow' });
  readonly setWindowOpenHandler: Real.WebContents['setWindowOpenHandler'] = (handler) => {
    this.openWindow = handler;
  };
  readonly isDestroyed: Real.WebContents['isDestroyed'] = () => false;
  readonly send: Real.WebContents['send'] = (channel, ...words: unknown[]) => {
    this.sent.push({ channel, words });
    this.emit('sent', channel, ...words);
  };
}

export class BrowserWindow extends EventEmitter {
  readonly options: Real.BrowserWindowConstructorOptions;
  readonly webContents = new FakeContents();
  readonly did: string[] = [];
  constructor(options: Real.BrowserWindowConstructorOptions) {
    super();
    this.options = options;
    seen.windows.push(this);
    app.emit('web-contents-created', {}, this.webContents);
  }
  readonly loadURL: Real.BrowserWindow['loadURL'] = async (address) => void this.did.push(`load ${address}`);
  readonly show: Real.BrowserWindow['show'] = () => void this.did.push('show');
  readonly reload: Real.BrowserWindow['reload'] = () => void this.did.push('reload');
  readonly focus: Real.BrowserWindow['focus'] = () => void this.did.push('focus');
  readonly restore: Real.BrowserWindow['restore'] = () => void this.did.push('restore');
  readonly isMinimized: Real.BrowserWindow['isMinimized'] = () => true;
  readonly isDestroyed: Real.BrowserWindow['isDestroyed'] = () => false;
}

export const dialog = {
  showErrorBox: (title: string, content: string) => void seen.errors.push(`${title}: ${content}`),
  showOpenDialog: async () => ({ canceled: seen.chosen.length === 0, filePaths: seen.chosen }),
} satisfies Pick<Real.Dialog, 'showErrorBox' | 'showOpenDialog'>;

export const ipcMain = { handle: (channel: string, handler: Invoke) => void seen.calls.set(channel, handler) };

export const Menu = {
  buildFromTemplate(template: Parameters<typeof Real.Menu.buildFromTemplate>[0]): null {
    seen.menu = template;
    return null;
  },
  setApplicationMenu: (menu: null): void => void menu,
};

export const protocol: Pick<Real.Protocol, 'registerSchemesAsPrivileged' | 'handle'> = {
  registerSchemesAsPrivileged(schemes) {
    seen.order.push('registerSchemes');
    seen.schemes.push(...schemes);
  },
  handle: (scheme, serve) => void seen.serving.set(scheme, serve),
};

const defaultSession: Pick<
  Real.Session,
  'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler'
> = {
  setPermissionRequestHandler(handler) {
    seen.request = handler;
  },
  setPermissionCheckHandler(handler) {
    seen.check = handler;
  },
  setDevicePermissionHandler(handler) {
    seen.device = handler;
  },
};
export const session = { defaultSession };

export const shell: Pick<Real.Shell, 'openExternal'> = {
  openExternal: async (address) => void seen.opened.push(address),
};
