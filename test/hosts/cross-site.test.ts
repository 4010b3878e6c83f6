/** A foreign page in the user's own browser: real Chromium, real cross-site requests. Our page beside it works. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readBuiltFiles } from '../../core/hosting/built-files.ts';
import { launchChromium } from '../browser.ts';
import { built } from '../electron/built.ts';
import { type OpenHost, openHost } from './open-host.ts';

let browser: Browser;
let open: OpenHost;
let foreign: Server;
let foreignOrigin: string;

beforeAll(async () => {
  built('renderer/index.html');
  open = await openHost(0, readBuiltFiles(built('renderer')));
  foreign = createServer((_request, response) => {
    response
      .setHeader('Content-Type', 'text/html')
      .end(`<title>Foreign</title><iframe src="${open.origin}/"></iframe>`);
  });
  await new Promise<void>((listening) => foreign.listen(0, '127.0.0.1', listening));
  const { port }: Pick<AddressInfo, 'port'> = Object.assign({ port: 0 }, foreign.address());
  foreignOrigin = `http://localhost:${port}`;
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  await open?.host.close();
  foreign?.close();
});

/** Opens a WebSocket from the page, sends the handshake with whatever token, and tells how it ended. */
function openFrom(page: Page, token: string): Promise<string> {
  const address = `${open.origin.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`;
  return page.evaluate(
    ([url = '', secret = '']) =>
      new Promise<string>((resolve) => {
        const socket = new WebSocket(url);
        socket.onopen = () => socket.send(`40${JSON.stringify({ token: secret })}`);
        socket.onmessage = ({ data }) => String(data).startsWith('40{') && resolve('inside');
        socket.onclose = () => resolve('closed');
      }),
    [address, token],
  );
}

describe('a page of another origin', () => {
  test('opens no socket, not even with the token', async () => {
    const page = await browser.newPage();
    await page.goto(foreignOrigin);
    const before = open.host.refusals.origin;
    expect(await openFrom(page, open.token)).toBe('closed');
    expect(open.host.refusals.origin).toBe(before + 1);
    expect(open.lab.reached).toEqual([]);
    await page.close();
  });

  test('reads and posts nothing', async () => {
    const page = await browser.newPage();
    await page.goto(foreignOrigin);
    const answers = await page.evaluate(async (origin) => {
      const attempt = (init: RequestInit) =>
        fetch(origin, init)
          .then(({ type }) => type)
          .catch(() => 'refused');
      const form = { method: 'POST', headers: { 'Content-Type': 'text/plain' }, body: '{}' };
      return [await attempt({}), await attempt(form), await attempt({ mode: 'no-cors' })];
    }, `${open.origin}/`);
    expect(answers).toEqual(['refused', 'refused', 'refused']);
    await page.close();
  });

  test('cannot show ours in a frame', async () => {
    const page = await browser.newPage();
    await page.goto(foreignOrigin);
    const frame = page.frames().find((candidate) => candidate !== page.mainFrame());
    expect(frame?.url()).not.toContain(open.origin);
    await page.close();
  });
});

describe('our own page', () => {
  test('takes the token from the address, connects with it, and keeps it through a reload', async () => {
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => ['error', 'warning'].includes(message.type()) && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(open.host.url);
    await expect.poll(() => open.lab.reached.length).toBeGreaterThan(0);
    expect(page.url()).not.toContain(open.token);
    const before = open.lab.reached.length;
    await page.reload();
    await expect.poll(() => open.lab.reached.length).toBeGreaterThan(before);
    expect(complaints).toEqual([]);
    await page.close();
  });

  test('can be opened through the one-time door', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    const before = open.lab.reached.length;
    await page.goto(open.host.openDoor());
    await expect.poll(() => open.lab.reached.length).toBeGreaterThan(before);
    await context.close();
  });

  test('without the token learns nothing', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    const [before, refused] = [open.lab.reached.length, open.host.refusals.token];
    await page.goto(open.origin);
    await expect.poll(() => open.host.refusals.token).toBeGreaterThan(refused);
    expect(open.lab.reached).toHaveLength(before);
    await context.close();
  });

  test('runs no script, style or image that is not its own', async () => {
    const page = await browser.newPage();
    await page.goto(open.host.url);
    const blocked = await page.evaluate(async () => {
      const names: string[] = [];
      document.addEventListener('securitypolicyviolation', (event) => names.push(event.effectiveDirective));
      const add = (tag: string, fields: object): void =>
        document.body.append(Object.assign(document.createElement(tag), fields));
      add('img', { src: 'http://evil.example/pixel.png' });
      add('style', { textContent: 'body { color: red }' });
      await fetch('http://evil.example/').catch(() => {});
      await new Promise((done) => setTimeout(done, 200));
      return names;
    });
    expect(blocked).toEqual(expect.arrayContaining(['img-src', 'style-src-elem', 'connect-src']));
    await page.close();
  });
});
