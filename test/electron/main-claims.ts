/** What holds for the desktop's main process, be it the source or the built bundle. Electron is the fake one. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { exporters } from '../../core/trace/exporters/exporters.ts';
import { sampleEvents } from '../trace/samples.ts';
import { app, type BrowserWindow, type Frame, makeReady, seen, userData } from './fake-electron.ts';

const ownFrame: Frame = { origin: 'lab://app', parent: null };
const foreignAddresses = [
  ...[
    'https://evil.example/',
    'lab://app.evil/',
    'lab://app@evil/',
    'lab://evil/app/',
    'file:///etc/passwd',
    'about:blank',
  ],
  ...['javascript:alert(1)', 'data:text/html,x', 'http://app/', '//app/', ''],
];

/** `load` imports the main module; it must come back although the app is not ready yet. */
export function claimMain(load: () => Promise<unknown>): void {
  beforeAll(async () => {
    await load();
    expect(seen.windows).toEqual([]);
    makeReady();
    await vi.waitFor(() => expect(seen.windows).toHaveLength(1));
  });
  afterAll(async () => {
    if (!seen.order.includes('quit')) app.emit('before-quit', { preventDefault: () => {} });
    await vi.waitFor(() => expect(seen.order).toContain('quit'), 5000);
    rmSync(userData, { recursive: true, force: true, maxRetries: 20 });
  });

  describe('the start', () => {
    test('turns on the sandbox and registers the scheme before the app is ready', () => {
      expect(seen.order.slice(0, 3)).toEqual(['enableSandbox', 'registerSchemes', 'ready']);
      expect(seen.schemes).toEqual([
        { scheme: 'lab', privileges: { standard: true, secure: true, supportFetchAPI: true } },
      ]);
      expect(seen.errors).toEqual([]);
    });

    test('opens one window, locked down, and shows it when it is ready', () => {
      const window = theWindow();
      expect(window.options.webPreferences).toMatchObject({
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webSecurity: true,
        preload: expect.stringMatching(/preload\.cjs$/),
      });
      const weak = ['allowRunningInsecureContent', 'experimentalFeatures', 'enableBlinkFeatures', 'webviewTag'];
      for (const name of weak) expect(window.options.webPreferences).not.toHaveProperty(name);
      expect(window.did).toEqual(['load lab://app/']);
      window.emit('ready-to-show');
      expect(window.did).toContain('show');
    });
  });

  describeConfinement();
  describeScheme();
  describeCalls();
  describeLife();
}

function theWindow(): BrowserWindow {
  const [window] = seen.windows;
  if (window === undefined) throw new Error('no window was opened');
  return window;
}

function describeConfinement(): void {
  describe('the page', () => {
    test('stays where it is', () => {
      const { webContents } = theWindow();
      for (const event of ['will-navigate', 'will-frame-navigate', 'will-redirect']) {
        for (const url of foreignAddresses)
          expect([event, url, isPrevented(webContents, event, url)]).toEqual([event, url, true]);
        expect(isPrevented(webContents, event, 'lab://app/')).toBe(false);
      }
    });

    test('opens no window and holds no webview', () => {
      const { webContents } = theWindow();
      const details = { url: 'lab://app/', frameName: '', features: '', disposition: 'new-window' } as const;
      const answer = webContents.openWindow({ ...details, referrer: { url: '', policy: 'no-referrer' } });
      expect(answer).toEqual({ action: 'deny' });
      expect(isPrevented(webContents, 'will-attach-webview', 'lab://app/')).toBe(true);
    });

    test('is granted no permission', () => {
      const { request, check, device } = seen;
      if (request === null || check === null || device === null) throw new Error('a permission handler is not set');
      expect(Reflect.apply(check, null, [null, 'clipboard-read', 'lab://app', {}])).toBe(false);
      expect(Reflect.apply(device, null, [{}])).toBe(false);
      const decisions: boolean[] = [];
      Reflect.apply(request, null, [null, 'media', (granted: boolean) => decisions.push(granted), {}]);
      expect(decisions).toEqual([false]);
    });
  });
}

function isPrevented(contents: BrowserWindow['webContents'], event: string, url: string): boolean {
  let prevented = false;
  contents.emit(event, { url, preventDefault: () => (prevented = true) });
  return prevented;
}

function describeScheme(): void {
  const get = async (address: string, init?: RequestInit): Promise<Response> => {
    const serve = seen.serving.get('lab');
    if (serve === undefined) throw new Error('the scheme is not served');
    return await serve(new Request(address, init));
  };

  describe('lab://app/', () => {
    test('gives the page under its policy', async () => {
      const response = await get('lab://app/');
      expect(response.status).toBe(200);
      expect(response.headers.get('Content-Type')).toContain('text/html');
      expect(response.headers.get('Content-Security-Policy')).toContain("default-src 'none'; script-src 'self'");
      expect(await response.text()).toContain('<div id="app">');
    });

    test('gives nothing else', async () => {
      const outside = [
        '/../main.js',
        '/%2e%2e/main.js',
        '/..%2fmain.js',
        '/a\\..\\main.js',
        '//etc/passwd',
        '/package.json',
      ];
      for (const path of outside) expect([path, (await get(`lab://app${path}`)).status]).toEqual([path, 404]);
      expect((await get('lab://app.evil/')).status).toBe(404);
      expect((await get('lab://app/', { method: 'POST', body: 'x' })).status).toBe(405);
    });
  });
}

function describeCalls(): void {
  const call = (senderFrame: Frame | null, ...words: unknown[]): unknown => {
    const invoke = seen.calls.get('lab:call');
    if (invoke === undefined) throw new Error('no call is handled');
    return invoke({ senderFrame }, ...words);
  };

  describe('a call', () => {
    test('of the own page reaches the lab', async () => {
      expect(await call(ownFrame, 'lab.describe', {})).toMatchObject({
        ok: true,
        value: { running: null, stored: [] },
      });
      expect([...seen.calls.keys()]).toEqual(['lab:call']);
    });

    test('of any other frame does not', () => {
      expect(() => call(null, 'lab.describe', {})).toThrow('forbidden');
      expect(() => call({ ...ownFrame, parent: {} }, 'lab.describe', {})).toThrow('forbidden');
      for (const origin of [...foreignAddresses, 'null']) {
        expect(() => call({ ...ownFrame, origin }, 'lab.describe', {})).toThrow('forbidden');
      }
    });

    test('that makes no sense is answered, not thrown', async () => {
      expect(await call(ownFrame)).toMatchObject({ error: { code: 'badMethod' } });
      expect(await call(ownFrame, { toString: null }, {})).toMatchObject({ error: { code: 'badMethod' } });
      expect(await call(ownFrame, 'node.crash', { node: '../S1' })).toMatchObject({ error: { code: 'badParams' } });
    });

    test('beyond a fair rate is answered busy', async () => {
      const replies = await Promise.all(Array.from({ length: 1000 }, () => call(ownFrame, 'nonsense', {})));
      expect(replies).toContainEqual(expect.objectContaining({ error: expect.objectContaining({ code: 'busy' }) }));
    });
  });
}

function clickMenu(label: string): void {
  const items = seen.menu.flatMap((entry) => (Array.isArray(entry.submenu) ? entry.submenu : []));
  const click = items.find((item) => item.label === label)?.click;
  if (typeof click !== 'function') throw new Error(`the menu has no ${label}`);
  Reflect.apply(click, null, []);
}

function describeLife(): void {
  describe('the app', () => {
    test('offers links to the paper from its own list only', () => {
      for (const item of seen.menu.flatMap((entry) => (Array.isArray(entry.submenu) ? entry.submenu : []))) {
        if (typeof item.click === 'function') Reflect.apply(item.click, null, []);
      }
      expect(seen.opened).toEqual(['https://raft.github.io/raft.pdf', 'https://raft.github.io/']);
    });

    test('opens a trace that the user chooses, and the page learns its name and no path', async () => {
      const file = join(userData, 'lesson.jsonl');
      writeFileSync(file, [...exporters.jsonl.write(sampleEvents())].join(''));
      seen.chosen = [file];
      clickMenu('Open Trace…');
      const { sent } = theWindow().webContents;
      await vi.waitFor(() => expect(JSON.stringify(sent)).toContain('"kind":"opened"'), 5000);
      expect(JSON.stringify(sent)).toContain('"name":"lesson.jsonl"');
      expect(JSON.stringify(sent)).not.toContain(userData);
      seen.chosen = [join(userData, 'none.jsonl')];
      clickMenu('Open Trace…');
      await vi.waitFor(() => expect(seen.errors.join()).toContain('none.jsonl cannot be read'), 5000);
      seen.chosen = [];
      seen.errors.length = 0;
    });

    test('comes to the front when it is started again', () => {
      app.emit('second-instance');
      expect(theWindow().did).toEqual(expect.arrayContaining(['restore', 'focus']));
    });

    test('loads a page anew that died', () => {
      theWindow().webContents.emit('render-process-gone', {}, { reason: 'crashed' });
      expect(theWindow().did).toContain('reload');
    });

    test('quits after the lab was closed', async () => {
      let prevented = 0;
      const quit = (): boolean => app.emit('before-quit', { preventDefault: () => (prevented += 1) });
      quit();
      quit();
      await vi.waitFor(() => expect(seen.order.filter((step) => step === 'quit')).toEqual(['quit']), 5000);
      quit();
      expect(prevented).toBe(2);
    });
  });
}
