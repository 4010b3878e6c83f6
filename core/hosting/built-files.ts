/** The built renderer as a fixed map from address to content, with the headers that lock it down: no path ever reaches the disk. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';

export interface BuiltFile {
  readonly content: Buffer;
  readonly type: string;
}

/** Keys are addresses as a browser writes them, `/assets/index-Cf3a.js`; `/` is the page itself. */
export type BuiltFiles = ReadonlyMap<string, BuiltFile>;

const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  // Recordings are received and judged beside the page.
  "worker-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  // Vue's own policy, whose only input are the templates compiled into the bundle; and ours, for the workers' scripts.
  'trusted-types vue raftarium-worker',
].join('; ');

export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
};

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
};

/** Reads the folder once. Links and files of an unknown type are left out; without index.html there is nothing to show. */
export function readBuiltFiles(folder: string): BuiltFiles {
  const files = new Map<string, BuiltFile>();
  if (existsSync(folder)) collect(folder, '', files);
  const page = files.get('/index.html');
  if (page === undefined) throw new Error(`The built pages are missing in ${folder}. Run \`npm run build\` first.`);
  return files.set('/', page);
}

function collect(folder: string, address: string, files: Map<string, BuiltFile>): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    const here = `${address}/${entry.name}`;
    const type = TYPES[extname(entry.name)];
    if (entry.isDirectory()) collect(path, here, files);
    else if (entry.isFile() && type !== undefined) files.set(here, { content: readFileSync(path), type });
  }
}
