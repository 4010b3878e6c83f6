/** The scheme lab://app/, which serves the built files from a fixed map: unlike file:// it can reach nothing else. */
import type { Protocol } from 'electron';
import { type BuiltFiles, SECURITY_HEADERS } from '../core/hosting/built-files.ts';
import { PAGE_HOST, SCHEME } from './page.ts';

/** Must run before the app is ready. */
export function registerScheme(protocol: Pick<Protocol, 'registerSchemesAsPrivileged'>): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true };
  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges }]);
}

export function serveScheme(protocol: Pick<Protocol, 'handle'>, files: BuiltFiles): void {
  protocol.handle(SCHEME, (request) => answer(request, files));
}

function answer(request: Request, files: BuiltFiles): Response {
  if (request.method !== 'GET') return new Response(null, { status: 405, headers: SECURITY_HEADERS });
  const { host, pathname } = new URL(request.url);
  const file = host === PAGE_HOST ? files.get(pathname) : undefined;
  if (file === undefined) return new Response(null, { status: 404, headers: SECURITY_HEADERS });
  return new Response(new Uint8Array(file.content), { headers: { ...SECURITY_HEADERS, 'Content-Type': file.type } });
}
