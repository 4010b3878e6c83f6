/** Only requests that name this host, come from our own page and hold this run's token reach the lab. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type OpenHost, openHost, openSocket, outcome, request, sendRaw, status, upgrade } from './open-host.ts';

let open: OpenHost;
beforeAll(async () => {
  open = await openHost();
});
afterAll(() => open.host.close());

describe('the Host header', () => {
  test('may be this very address only, for pages and for sockets', async () => {
    const { port } = open.host;
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`]) {
      expect(status(await sendRaw(port, request('/', [`Host: ${host}`])))).toBe(200);
    }
    const lookAlikes = [
      'rebind.evil',
      'localhost.evil.com',
      '127.0.0.1.nip.io',
      '127.1',
      '[::ffff:127.0.0.1]',
      '0.0.0.0',
      'LOCALHOST',
      'localhost.',
    ];
    for (const name of lookAlikes) {
      const response = await sendRaw(port, request('/', [`Host: ${name}:${port}`]));
      expect([name, status(response)]).toEqual([name, 421]);
      expect(response.split('\r\n\r\n')[1]).toBe('');
      const socket = await sendRaw(port, upgrade([`Host: ${name}:${port}`, `Origin: http://${name}:${port}`]));
      expect([name, status(socket)]).toEqual([name, 421]);
    }
  });

  test('may not be missing, doubled, or without the port', async () => {
    const { port } = open.host;
    const own = `Host: 127.0.0.1:${port}`;
    expect(status(await sendRaw(port, request('/', [])))).toBe(400);
    expect(status(await sendRaw(port, request('/', [own, 'Host: evil.example'])))).toBe(421);
    expect(status(await sendRaw(port, request('/', ['Host: evil.example', own])))).toBe(421);
    expect(status(await sendRaw(port, request('/', ['Host: 127.0.0.1'])))).toBe(421);
    expect(status(await sendRaw(port, upgrade([own, own, `Origin: ${open.origin}`])))).toBe(421);
  });
});

describe('the Origin header', () => {
  const foreign = ['null', 'file://', 'http://localhost:1', 'http://127.0.0.1.evil', 'https://evil.example', ''];

  test('of a socket must be our own page', async () => {
    const { port, refusals } = open.host;
    const before = refusals.origin;
    for (const origin of foreign) {
      const response = await sendRaw(port, upgrade([`Host: 127.0.0.1:${port}`, `Origin: ${origin}`]));
      expect([origin, status(response)]).toEqual([origin, 403]);
    }
    expect(status(await sendRaw(port, upgrade([`Host: 127.0.0.1:${port}`])))).toBe(403);
    expect(status(await sendRaw(port, upgrade([`Host: localhost:${port}`, `Origin: ${open.origin}`])))).toBe(403);
    expect(refusals.origin - before).toBe(foreign.length + 2);
  });

  test('of a page request may be missing but not foreign', async () => {
    const { port } = open.host;
    for (const origin of foreign) {
      const response = await sendRaw(port, request('/', [`Host: 127.0.0.1:${port}`, `Origin: ${origin}`]));
      expect([origin, status(response)]).toEqual([origin, 403]);
    }
  });
});

describe('the token', () => {
  test('opens the lab, and nothing else does', async () => {
    const older = await openHost();
    await older.host.close();
    const good = openSocket(open.origin, open.token);
    expect(await outcome(good)).toBe('connected');
    good.close();
    for (const token of ['', '0', `${open.token}0`, open.token.toUpperCase(), older.token]) {
      const socket = openSocket(open.origin, token);
      expect(await outcome(socket)).toBe('forbidden');
      socket.close();
    }
    expect(open.lab.reached).toEqual([]);
  });

  test('counts in no query string', async () => {
    const headers = [`Host: 127.0.0.1:${open.host.port}`, `Origin: ${open.origin}`];
    const response = await sendRaw(open.host.port, upgrade(headers, `&token=${open.token}`));
    // The upgrade itself succeeds; without the token in the handshake the socket is closed before it says anything.
    expect(status(response)).toBe(101);
    expect(response).not.toContain('"sid":"undefined"');
    expect(response).not.toContain('40{');
  });

  test('has 128 bits and is another one in every run', async () => {
    const other = await openHost();
    expect(open.token).toMatch(/^[0-9a-f]{32}$/);
    expect(other.token).not.toBe(open.token);
    await other.host.close();
  });

  test('cannot be guessed at leisure: after fifty wrong ones a minute the door shuts, but not on its owner', async () => {
    const guessed = await openHost();
    const answers: string[] = [];
    const startedAt = performance.now();
    for (let tries = 0; tries < 60; tries += 1) {
      const socket = openSocket(guessed.origin, `wrong ${tries}`);
      answers.push(await Promise.race([outcome(socket), closed(socket)]));
      socket.close();
    }
    // Fifty at once, and one more for each 1.2 s that the sixty take.
    const refused = answers.filter((answer) => answer === 'forbidden').length;
    expect(refused).toBeGreaterThanOrEqual(50);
    expect(refused).toBeLessThanOrEqual(50 + Math.ceil((performance.now() - startedAt) / 1200));
    expect(refused).toBeLessThan(60);
    expect(answers).not.toContain('connected');
    expect(guessed.host.refusals.token).toBe(60);
    const owner = openSocket(guessed.origin, guessed.token);
    expect(await outcome(owner)).toBe('connected');
    owner.close();
    await guessed.host.close();
  });
});

/** The host may give a reason and close in one go; the reason counts. */
function closed(socket: ReturnType<typeof openSocket>): Promise<string> {
  return new Promise((resolve) => socket.io.once('close', () => setImmediate(resolve, 'closed')));
}
