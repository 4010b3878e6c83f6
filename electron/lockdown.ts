/** Takes from pages what they do not need: navigation, pop-ups, webviews, and every permission. */
import type { App, CommandLine, Session, WebContents } from 'electron';
import { isOfPage } from './page.ts';

interface DebuggingQuestion extends Pick<App, 'isPackaged'> {
  readonly commandLine: Pick<CommandLine, 'hasSwitch'>;
}

/** A shipped app does not start with a debugging port, through which every program of the machine could drive it. */
export function isDebugged(app: DebuggingQuestion): boolean {
  const switches = ['remote-debugging-port', 'remote-debugging-pipe', 'inspect', 'inspect-brk'];
  return app.isPackaged && switches.some((name) => app.commandLine.hasSwitch(name));
}

/** Electron grants a permission nobody decides on, so both handlers are set, and the one for devices. */
export function denyPermissions(
  session: Pick<Session, 'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler'>,
): void {
  session.setPermissionRequestHandler((_contents, _permission, decide) => decide(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
}

/** Holds for the window and for whatever contents may ever come into being. */
export function confinePages(app: Pick<App, 'on'>, page: string): void {
  app.on('web-contents-created', (_event, contents) => confine(contents, page));
}

function confine(contents: WebContents, page: string): void {
  const stay = (event: { readonly url: string; preventDefault(): void }): void => {
    if (!isOfPage(event.url, page)) event.preventDefault();
  };
  contents.on('will-navigate', stay);
  contents.on('will-frame-navigate', stay);
  contents.on('will-redirect', stay);
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}
