/**
 * Electron minus Electron: the built main bundle under the fake, the built preload evaluated in a real Chromium, and the built page
 * served through main's own scheme handler. What it cannot show: context isolation and the window itself.
 */
import { readFileSync, rmSync } from 'node:fs';
import type { Browser, Page, Route } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { launchChromium } from '../browser.ts';
import { built } from './built.ts';
import { app, makeReady, seen, userData } from './fake-electron.ts';

vi.mock('electron', () => import('./fake-electron.ts'));

/** Chromium knows no lab:// scheme, so the page stands under this address and is fetched from the scheme's handler. */
const stage = 'https://stage.test';
let browser: Browser;
let page: Page;
const complaints: string[] = [];
/** Events that the page may not have taken in yet: it stays open until then. */
const onTheWay: Promise<void>[] = [];

beforeAll(async () => {
  await import(built('main/main.js'));
  makeReady();
  await vi.waitFor(() => expect(seen.windows).toHaveLength(1));
  browser = await launchChromium();
  page = await browser.newPage();
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.route(`${stage}/**`, serveFromScheme);
  await page.exposeFunction('invokeMain', (channel: string, ...words: unknown[]) =>
    seen.calls.get(channel)?.({ senderFrame: { origin: 'lab://app', parent: null } }, ...words),
  );
  await page.addInitScript(preloadScript());
  seen.windows[0]?.webContents.on('sent', (channel: string, event: unknown) => {
    const receive = ([name, payload]: unknown[]) => Reflect.get(globalThis, 'receiveFromMain')(name, payload);
    onTheWay.push(page.evaluate(receive, [channel, event]));
  });
  await page.goto(`${stage}/`);
});
afterAll(async () => {
  // The last events come while everything closes, and the page cannot hear them any more.
  seen.windows[0]?.webContents.removeAllListeners('sent');
  app.emit('before-quit', { preventDefault: () => {} });
  await vi.waitFor(() => expect(seen.order).toContain('quit'), 5000);
  rmSync(userData, { recursive: true, force: true, maxRetries: 20 });
  await Promise.all(onTheWay);
  await browser?.close();
});

async function serveFromScheme(route: Route): Promise<void> {
  const request = new Request(route.request().url().replace(stage, 'lab://app'));
  const response = await seen.serving.get('lab')?.(request);
  if (response === undefined) throw new Error('main serves no scheme');
  const body = Buffer.from(await response.arrayBuffer());
  await route.fulfill({ status: response.status, headers: Object.fromEntries(response.headers), body });
}

/** The built preload, with a `require` that knows only electron, and an ipcRenderer that ends in `invokeMain`. */
function preloadScript(): string {
  return `{
    const listeners = new Set();
    globalThis.receiveFromMain = (channel, payload) => listeners.forEach((listen) => listen(channel, payload));
    const wrapped = new Map();
    const ipcRenderer = {
      invoke: (...words) => globalThis.invokeMain(...words),
      on(channel, listener) {
        wrapped.set(listener, (name, payload) => name === channel && listener({}, payload));
        listeners.add(wrapped.get(listener));
      },
      off: (channel, listener) => listeners.delete(wrapped.get(listener)),
    };
    const contextBridge = { exposeInMainWorld: (name, api) => { globalThis[name] = api; } };
    const require = (name) => { if (name !== 'electron') throw new Error(name); return { contextBridge, ipcRenderer }; };
    const module = { exports: {} }, exports = module.exports;
    ${readFileSync(built('preload/preload.cjs'), 'utf8')}
  }`;
}

describe('the desktop window, without Electron around it', () => {
  test('shows the page over the bridge, without a socket', async () => {
    await expect.poll(() => page.title()).toContain('Raftarium');
    await expect.poll(() => page.locator('button').count()).toBeGreaterThan(0);
    const scripts = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name));
    expect(scripts.filter((name) => name.includes('socket'))).toEqual([]);
  });

  test('starts a cluster whose events reach the page', async () => {
    const reply = await page.evaluate(() => {
      const events: string[] = [];
      Reflect.set(globalThis, 'eventKinds', events);
      const lab: { call(...words: unknown[]): unknown; subscribe(listener: (event: { kind: string }) => void): void } =
        Reflect.get(globalThis, 'lab');
      lab.subscribe(({ kind }) => events.push(kind));
      return lab.call('cluster.create', { nodes: 3 });
    });
    expect(reply).toMatchObject({ ok: true, value: { nodes: [{ id: 'S1' }, { id: 'S2' }, { id: 'S3' }] } });
    const kinds = (): Promise<string[]> => page.evaluate(() => Reflect.get(globalThis, 'eventKinds'));
    await expect.poll(kinds).toEqual(expect.arrayContaining(['cluster', 'trace']));
    await expect.poll(() => page.locator('body').textContent()).toContain('S3');
  });

  test('has a clean console', () => {
    expect(complaints).toEqual([]);
  });
});
