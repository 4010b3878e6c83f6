/** The one page the window may ever show, and the test whether an address belongs to it. */

export const SCHEME = 'lab';
export const PAGE_HOST = 'app';

/** The built page, or while developing the one of Vite's server, which electron-vite names in the environment. */
export function pageAddress(isPackaged: boolean): string {
  const developing = isPackaged ? undefined : process.env['ELECTRON_RENDERER_URL'];
  return developing ?? `${SCHEME}://${PAGE_HOST}/`;
}

/** Compared part by part: Node's URL gives every custom scheme the origin `null`. */
export function isOfPage(address: string, page: string): boolean {
  if (!URL.canParse(address)) return false;
  const [given, own] = [new URL(address), new URL(page)];
  return given.protocol === own.protocol && given.host === own.host;
}
