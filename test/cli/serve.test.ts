/** `raftarium serve` from its first line to its end. */
import { createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import { openSocket, outcome } from '../hosts/open-host.ts';
import { type Running, start, temporaryFolder } from './program.ts';

interface Place {
  readonly origin: string;
  readonly token: string;
}

async function placeOf(running: Running): Promise<Place> {
  const { url }: { url: string } = JSON.parse(await running.firstLine());
  const { origin, hash } = new URL(url);
  return { origin, token: new URLSearchParams(hash.slice(1)).get('token') ?? '' };
}

function serve(data: string, ...more: string[]): Running {
  return start('serve', '--no-open', '--json', '--data', data, ...more);
}

/** Opens our own page's socket, asks the lab once, and closes it. */
async function ask({ origin, token }: Place, method: string, params: object): Promise<unknown> {
  const socket = openSocket(origin, token);
  expect(await outcome(socket)).toBe('connected');
  const reply: unknown = await socket.emitWithAck('call', method, params);
  socket.close();
  return reply;
}

describe('serve', () => {
  test('prints where it is, answers there, and ends in good order at SIGINT', async () => {
    const running = serve(temporaryFolder());
    const place = await placeOf(running);
    expect(place.origin).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(await ask(place, 'lab.describe', {})).toMatchObject({ ok: true, value: { running: null } });
    const started = performance.now();
    // From the terminal, and handed on by npm.
    running.child.kill('SIGINT');
    running.child.kill('SIGINT');
    expect(await running.ended).toMatchObject({ code: 0, said: '' });
    expect(performance.now() - started).toBeLessThan(3000);
  });

  test('--nodes starts a cluster at once, and says how to resume it the next time', async () => {
    const data = temporaryFolder();
    const first = serve(data, '--nodes', '3');
    const place = await placeOf(first);
    await expect
      .poll(() => ask(place, 'lab.describe', {}), { timeout: 5000 })
      .toMatchObject({ value: { running: { nodes: [{ id: 'S1' }, { id: 'S2' }, { id: 'S3' }] } } });
    first.child.kill('SIGTERM');
    expect(await first.ended).toMatchObject({ code: 0, said: '' });

    const second = serve(data, '--nodes', '3');
    expect(await ask(await placeOf(second), 'lab.describe', {})).toMatchObject({ value: { stored: [{ nodes: 3 }] } });
    await expect.poll(second.said).toContain('Resume it on the start screen');
    second.child.kill('SIGINT');
    expect((await second.ended).code).toBe(0);
  });

  test('takes another port when the wished one is taken, and says so', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((listening) => other.once('listening', listening));
    const { port } = Object.assign({ port: 0 }, other.address());
    const running = serve(temporaryFolder(), '--port', String(port));
    expect((await placeOf(running)).origin).not.toContain(`:${port}`);
    expect(running.said()).toContain(`Port ${port} is taken by another program`);
    running.child.kill('SIGINT');
    await running.ended;
    other.close();
  });

  test('listens on the wished port when it is free', async () => {
    const free = createServer().listen(0, '127.0.0.1');
    await new Promise((listening) => free.once('listening', listening));
    const { port } = Object.assign({ port: 0 }, free.address());
    await new Promise((closed) => free.close(closed));
    const running = serve(temporaryFolder(), '--port', String(port));
    expect((await placeOf(running)).origin).toBe(`http://127.0.0.1:${port}`);
    running.child.kill('SIGINT');
    await running.ended;
  });
});
