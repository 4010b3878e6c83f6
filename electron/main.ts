/** The desktop host: it opens a lab in this process, one locked-down window, and carries the contract between them. */
import { join } from 'node:path';
import { app, BrowserWindow, dialog, ipcMain, Menu, protocol, session, shell } from 'electron';
import { serve } from '../core/contract/serve.ts';
import { readBuiltFiles } from '../core/hosting/built-files.ts';
import { openLab } from '../core/lab/lab.ts';
import { carryCalls, carryEvents } from './lab-ipc.ts';
import { confinePages, denyPermissions, isDebugged } from './lockdown.ts';
import { menuTemplate } from './menu.ts';
import { openTrace } from './open-trace.ts';
import { pageAddress } from './page.ts';
import { closeBeforeQuit } from './quit.ts';
import { registerScheme, serveScheme } from './scheme.ts';
import { bringToFront, preloadPath, showPage, windowOptions } from './window.ts';

app.enableSandbox();
registerScheme(protocol);
// Never awaited here: `ready` fires only after this module was evaluated, so a top-level await would wait for ever.
if (!isDebugged(app) && app.requestSingleInstanceLock()) void app.whenReady().then(boot).catch(giveUp);
else app.quit();

function boot(): void {
  const page = pageAddress(app.isPackaged);
  serveScheme(protocol, readBuiltFiles(join(import.meta.dirname, '../renderer')));
  const lab = openLab({ dataFolder: join(app.getPath('userData'), 'clusters'), version: app.getVersion() });
  denyPermissions(session.defaultSession);
  confinePages(app, page);
  carryCalls(ipcMain, serve(lab.api, reportDefect), page);
  const actions = {
    openExternal: (address: string): void => void shell.openExternal(address),
    openTrace: (): void => void openTrace(dialog, lab),
  };
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(process.platform === 'darwin', app.isPackaged, actions)));
  const window = new BrowserWindow(windowOptions(preloadPath(import.meta.dirname), app.isPackaged));
  carryEvents(window.webContents, (listener) => lab.onEvents(listener));
  showPage(window, page);
  app.on('second-instance', () => bringToFront(window));
  app.on('window-all-closed', () => app.quit());
  closeBeforeQuit(app, () => lab.close());
}

function reportDefect(error: unknown, method: string): void {
  process.stderr.write(`${method} failed: ${error instanceof Error ? error.stack : String(error)}\n`);
}

function giveUp(error: unknown): void {
  dialog.showErrorBox('Raftarium cannot start', error instanceof Error ? error.message : String(error));
  app.exit(1);
}
