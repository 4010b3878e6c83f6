/** Over HTTP the host gives its fixed files and nothing else, under headers that lock the page down. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readBuiltFiles } from '../../core/hosting/built-files.ts';
import { type OpenHost, openHost, request, sendRaw, status } from './open-host.ts';

let open: OpenHost;
let own: string;
beforeAll(async () => {
  open = await openHost();
  own = `Host: 127.0.0.1:${open.host.port}`;
});
afterAll(() => open.host.close());

describe('the files', () => {
  test('come with a policy, no sniffing, no frames, no referrer, and no word about other origins', async () => {
    const response = await sendRaw(open.host.port, request('/assets/main.js', [own]));
    expect(response).toContain('document.title = "Ready";');
    expect(response).toContain("Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'");
    expect(response).toContain("frame-ancestors 'none'");
    expect(response).toContain('X-Content-Type-Options: nosniff');
    expect(response).toContain('X-Frame-Options: DENY');
    expect(response).toContain('Referrer-Policy: no-referrer');
    expect(response).not.toMatch(/Access-Control/i);
  });

  test('are named exactly: no way leads out of the map', async () => {
    const outside = [
      ...[
        '/../package.json',
        '/..%2fpackage.json',
        '/%2e%2e/package.json',
        '/a\\..\\package.json',
        '/assets/main.js%00',
      ],
      ...['//etc/passwd', '/assets/../index.html', '/INDEX.HTML', '/assets/', '/assets/main.js?x', '/__proto__', '*'],
    ];
    for (const target of outside) {
      const response = await sendRaw(open.host.port, request(target, [own]));
      expect([target, [400, 404].includes(status(response))]).toEqual([target, true]);
    }
  });

  test('are read once from the folder, without following links', () => {
    const folder = mkdtempSync(join(tmpdir(), 'built-files-'));
    mkdirSync(join(folder, 'assets'));
    writeFileSync(join(folder, 'index.html'), '<p>');
    writeFileSync(join(folder, 'assets/a.js'), '1');
    writeFileSync(join(folder, 'assets/a.js.map'), '1');
    symlinkSync('/etc/passwd', join(folder, 'passwd.html'));
    expect([...readBuiltFiles(folder).keys()].sort()).toEqual(['/', '/assets/a.js', '/index.html']);
    rmSync(folder, { recursive: true });
    expect(() => readBuiltFiles(folder)).toThrow('npm run build');
  });
});

describe('what is no GET', () => {
  test('is refused, be it a form of a foreign page or the question for permission', async () => {
    const foreign = 'Origin: https://evil.example';
    const body = ['Content-Type: text/plain', 'Content-Length: 2'];
    expect(status(await sendRaw(open.host.port, `${request('/', [own, foreign, ...body], 'POST')}{}`))).toBe(403);
    expect(status(await sendRaw(open.host.port, `${request('/', [own, ...body], 'POST')}{}`))).toBe(405);
    const preflight = await sendRaw(open.host.port, request('/', [own, foreign], 'OPTIONS'));
    expect(status(preflight)).toBe(403);
    expect(preflight).not.toMatch(/Access-Control/i);
  });

  test('HEAD answers without a body', async () => {
    const response = await sendRaw(open.host.port, request('/', [own], 'HEAD'));
    expect(response).toMatch(/Content-Length: 33\r\n(.+\r\n)+\r\n$/);
  });
});

describe('what is too big', () => {
  test('is refused and the connection closed', async () => {
    const { port } = open.host;
    expect(status(await sendRaw(port, request('/', [own, `X-Long: ${'x'.repeat(64 * 1024)}`])))).toBe(431);
    expect(status(await sendRaw(port, request(`/${'x'.repeat(2000)}`, [own])))).toBe(414);
    expect(status(await sendRaw(port, request(`/${'x'.repeat(1024 * 1024)}`, [own])))).toBe(431);
    const body = `Content-Length: ${10 * 1024 * 1024}`;
    expect(status(await sendRaw(port, request('/', [own, body], 'POST') + 'x'.repeat(256 * 1024)))).toBe(405);
  });
});

describe('the door for the browser', () => {
  test('leads to the token once', async () => {
    const door = new URL(open.host.openDoor());
    expect(door.href).not.toContain(open.token);
    const first = await sendRaw(open.host.port, request(door.pathname, [own]));
    expect(status(first)).toBe(302);
    expect(first).toContain(`Location: /#token=${open.token}`);
    expect(status(await sendRaw(open.host.port, request(door.pathname, [own])))).toBe(404);
  });
});
