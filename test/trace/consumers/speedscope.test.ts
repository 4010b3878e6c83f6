/** speedscope, as it is published, loads the Chrome export in a real Chromium and finds servers, rows and slices in it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { basename, extname, join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chrome } from '../../../core/trace/exporters/chrome/chrome.ts';
import { launchChromium } from '../../browser.ts';
import { exported } from '../exporters/exported.ts';
import { stormEvents } from '../storm.ts';

const LIMIT_MS = 60_000;
const release = join(import.meta.dirname, '../../../node_modules/speedscope/dist/release');
const types: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };

let server: Server;
let browser: Browser;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'raftarium-speedscope-'));
  server = createServer(({ url = '/' }, response) => {
    const name = basename(new URL(url, 'http://localhost').pathname) || 'index.html';
    response.setHeader('content-type', types[extname(name)] ?? 'application/octet-stream');
    response.end(readFileSync(join(release, name)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  browser = await launchChromium();
}, LIMIT_MS);
afterAll(async () => {
  await browser?.close();
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true });
}, LIMIT_MS);

async function open(name: string, text: string): Promise<{ page: Page; complaints: string[] }> {
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('dialog', async (dialog) => {
    complaints.push(dialog.message());
    await dialog.dismiss();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has a port');
  await page.goto(`http://127.0.0.1:${address.port}/`);
  const path = join(folder, name);
  writeFileSync(path, text);
  await page.locator('input[type=file]').setInputFiles(path);
  return { page, complaints };
}

test('it loads the export of a storm without a complaint, and draws it', { timeout: LIMIT_MS }, async () => {
  const { text } = exported(chrome, stormEvents(1, 1500));
  const { page, complaints } = await open('storm.trace.json', text);
  await expect.poll(() => page.title(), { timeout: 30_000 }).toContain('storm.trace.json');
  await page.getByText('Time Order').waitFor();
  expect(complaints).toEqual([]);
});

test('it complains of what is no trace', { timeout: LIMIT_MS }, async () => {
  const { complaints } = await open('storm.trace.json', '{"traceEvents": 7}');
  await expect.poll(() => complaints.length, { timeout: 30_000 }).toBeGreaterThan(0);
});
