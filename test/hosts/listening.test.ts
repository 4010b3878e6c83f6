/** The host listens on loopback only, takes no port of another program, and lets nobody use up its connections. */
import { connect, createServer, type Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { describe, expect, test } from 'vitest';
import { openWebHost } from '../../cli/web/host.ts';
import { openHost, request, sendRaw, status } from './open-host.ts';

describe('the host', () => {
  test('cannot be reached over any other address of the machine', async (context) => {
    const others = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
    const foreign = others.filter(({ internal, family }) => !internal && family === 'IPv4');
    if (foreign.length === 0) context.skip('this machine has loopback only');
    const open = await openHost();
    for (const { address } of foreign) expect(await connects(open.host.port, address)).toBe(false);
    await open.host.close();
  });

  test('takes no port that another program holds', async () => {
    const squatter = createServer().listen(0, '127.0.0.1');
    await new Promise((listening) => squatter.once('listening', listening));
    const address = squatter.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const call = async () => ({ ok: true, value: null }) as const;
    expect(await openWebHost({ files: new Map(), port, call, onEvents: () => () => {} })).toBeNull();
    await new Promise((closed) => squatter.close(closed));
  });

  test('closes idle connections and slow headers, and answers again', async () => {
    const open = await openHost();
    const idle = await Promise.all(Array.from({ length: 300 }, () => idleConnection(open.host.port)));
    idle[0]?.write('GET / HTTP/1.1\r\nHost: ');
    await expect.poll(() => idle.every((socket) => socket.closed), { timeout: 9000, interval: 100 }).toBe(true);
    const own = `Host: 127.0.0.1:${open.host.port}`;
    expect(status(await sendRaw(open.host.port, request('/', [own])))).toBe(200);
    await open.host.close();
  });
});

function connects(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host, timeout: 2000 });
    const end = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket
      .once('connect', () => end(true))
      .once('error', () => end(false))
      .once('timeout', () => end(false));
  });
}

function idleConnection(port: number): Promise<Socket> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket));
    // Beyond the limit of connections the host may reset instead of closing.
    socket.on('error', () => resolve(socket));
    socket.resume();
  });
}
