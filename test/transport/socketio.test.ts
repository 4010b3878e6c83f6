/** Real sockets keep the contract; ports, reconnection and newest-wins are their own. */
import { connect, createServer, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import type { Transport } from '../../core/node/ports.ts';
import { describeTransport } from './contract.ts';
import { heartbeat, request } from './envelopes.ts';
import { pause, portOf, SocketCluster, until } from './socket-cluster.ts';

describeTransport('socket.io', () => {
  const cluster = new SocketCluster();
  return {
    open: async (id, elsewhere) => (await cluster.open(id, elsewhere)).transport,
    until,
    settle: () => pause(30),
  };
});

const toClose: Transport[] = [];
afterEach(async () => {
  await Promise.all(toClose.splice(0).map((transport) => new Promise<void>((done) => transport.close(done))));
});

async function open(cluster: SocketCluster, id: string, elsewhere = false) {
  const opened = await cluster.open(id, elsewhere);
  toClose.push(opened.transport);
  const received: string[] = [];
  const lost: string[] = [];
  opened.transport.listen({
    receive: (envelope) => received.push(envelope.id),
    lost: (envelope, why) => lost.push(`${envelope.id} ${why}`),
  });
  return { ...opened, received, lost };
}

test('a closed port can be listened on again at once', async () => {
  const cluster = new SocketCluster();
  let { address, transport } = await open(cluster, 'S1');
  const first = address;
  await open(cluster, 'S2');
  for (let round = 0; round < 10; round += 1) {
    // Somebody who holds a connection and never says a word must not hold the port.
    const silent = connect({ host: '127.0.0.1', port: portOf(first ?? '') });
    silent.on('error', () => undefined);
    await new Promise((connected) => silent.once('connect', connected));
    const started = performance.now();
    await new Promise<void>((done) => transport.close(done));
    const again = await open(cluster, 'S1');
    expect(again.notices).toEqual([]);
    expect(again.address).toBe(first);
    expect(performance.now() - started).toBeLessThan(1000);
    ({ address, transport } = again);
  }
});

test('a taken port is replaced by a free one, and the user is told', async () => {
  const other = createServer();
  const port = await new Promise<number>((resolve) => {
    other.listen(0, '127.0.0.1', () => {
      const address = other.address();
      resolve(address !== null && typeof address === 'object' ? address.port : 0);
    });
  });
  const cluster = new SocketCluster();
  cluster.addresses.set('S3', `127.0.0.1:${port}`);
  const { address, notices } = await open(cluster, 'S3');
  expect(portOf(address ?? '')).not.toBe(port);
  expect(notices).toEqual([`Port ${port} is used by another program; S3 took ${portOf(address ?? '')}.`]);
  await new Promise((done) => other.close(done));
});

test('a restarted node is connected both ways within milliseconds, however long it was away', async () => {
  const cluster = new SocketCluster();
  const S1 = await open(cluster, 'S1');
  const S2 = await open(cluster, 'S2');
  await until(() => {
    S1.transport.send(heartbeat('S1', 'S2', 1));
    return S2.received.length > 0;
  });
  await new Promise<void>((done) => S2.transport.close(done));
  // S1 has dialed after 50, 150, 350, 750 and 1550 ms in vain; by itself it would dial again after 2550.
  await pause(1700);
  const again = await open(cluster, 'S2', true);
  const restarted = performance.now();
  await until(() => {
    S1.transport.send(heartbeat('S1', 'S2', 1));
    again.transport.send(heartbeat('S2', 'S1', 1));
    return again.received.length > 0 && S1.received.length > 0;
  });
  expect(performance.now() - restarted).toBeLessThan(600);
});

test('a client is connected when it opens: its first request arrives', async () => {
  const cluster = new SocketCluster();
  const S1 = await open(cluster, 'S1');
  cluster.addresses.set('S2', '127.0.0.1:1');
  const c1 = await open(cluster, 'c1');
  c1.transport.send(request('c1', 'S1', 1));
  c1.transport.send(request('c1', 'S2', 2));
  await until(() => S1.received.length === 1);
  expect(c1.lost).toEqual(['c1.2 disconnected']);
});

test('the newest connection of a name wins', async () => {
  const cluster = new SocketCluster();
  const S1 = await open(cluster, 'S1');
  const older = await open(cluster, 'c1');
  const newer = await open(cluster, 'c1');
  newer.transport.send(request('c1', 'S1', 1));
  await until(() => S1.received.length === 1);
  await until(() => {
    older.transport.send(request('c1', 'S1', 2));
    return older.lost.length > 0;
  });
});

test('a message that no frame can hold is lost, and the connection stays', async () => {
  const cluster = new SocketCluster();
  const [S1, S2] = [await open(cluster, 'S1'), await open(cluster, 'S2')];
  const command = (index: number) => ({
    index,
    term: 1,
    payload: { kind: 'command' as const, command: 'x'.repeat(700_000) },
  });
  await until(() => {
    S1.transport.send(heartbeat('S1', 'S2', 1));
    return S2.received.length > 0;
  });
  S1.lost.length = 0;
  S1.transport.send(heartbeat('S1', 'S2', 2, [command(1), command(2), command(3)]));
  S1.transport.send(heartbeat('S1', 'S2', 3, [command(1), command(2)]));
  await until(() => S2.received.includes('S1.1.3'));
  expect(S1.lost).toEqual(['S1.1.2 overflow']);
  expect(S2.received).not.toContain('S1.1.2');
});

/** A wire between two ends that can be held: then it takes bytes only until its buffers are full. */
async function wireTo(port: number) {
  const sockets: Socket[] = [];
  const server = createServer((near) => {
    const far = connect({ host: '127.0.0.1', port });
    for (const socket of [near, far]) socket.on('error', () => undefined);
    near.pipe(far).pipe(near);
    sockets.push(near, far);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  return {
    address: `127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`,
    hold: () => {
      for (const socket of sockets) socket.unpipe();
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

test('what a peer does not take is lost beyond a bound, not kept for ever', async () => {
  const cluster = new SocketCluster();
  const S2 = await open(cluster, 'S2');
  const wire = await wireTo(portOf(S2.address ?? ''));
  cluster.addresses.set('S2', wire.address);
  const S1 = await open(cluster, 'S1');
  await until(() => {
    S1.transport.send(heartbeat('S1', 'S2', 1));
    return S2.received.length > 0;
  });
  wire.hold();
  S1.lost.length = 0;
  const payload = { kind: 'command' as const, command: 'x'.repeat(100_000) };
  for (let number = 2; number <= 400 && S1.lost.length === 0; number += 1) {
    S1.transport.send(heartbeat('S1', 'S2', number, [{ index: 1, term: 1, payload }]));
    await pause(1);
  }
  expect(S1.lost[0]).toMatch(/overflow$/);
  wire.close();
});
