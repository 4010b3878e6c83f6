/** What a page may do over its socket, and what ends the socket instead of the lab. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LabEvent } from '../../core/contract/lab-api.ts';
import { type OpenHost, openHost, openSocket, outcome, request, sendRaw, status, upgrade } from './open-host.ts';

let open: OpenHost;
beforeAll(async () => {
  open = await openHost();
});
afterAll(() => open.host.close());

async function connected(): Promise<ReturnType<typeof openSocket>> {
  const socket = openSocket(open.origin, open.token);
  expect(await outcome(socket)).toBe('connected');
  return socket;
}

function ended(socket: ReturnType<typeof openSocket>): Promise<string> {
  return new Promise((resolve) => socket.once('disconnect', resolve));
}

async function stillServes(): Promise<void> {
  const socket = await connected();
  expect(await socket.emitWithAck('call', 'lab.describe', {})).toMatchObject({ ok: true });
  socket.close();
}

describe('a call', () => {
  test('is answered by a reply, good or not', async () => {
    const socket = await connected();
    expect(await socket.emitWithAck('call', 'trace.note', { text: 'hello' })).toEqual({ ok: true, value: null });
    expect(await socket.emitWithAck('call', 'node.crash', { node: 'S0' })).toMatchObject({
      error: { code: 'badParams' },
    });
    expect(await socket.emitWithAck('call', '__proto__', {})).toMatchObject({ error: { code: 'badMethod' } });
    expect(await socket.emitWithAck('call')).toMatchObject({ error: { code: 'badMethod' } });
    expect(await socket.emitWithAck('call', { toString: 1 }, null)).toMatchObject({ error: { code: 'badMethod' } });
    socket.close();
  });

  test('that meets a defect learns nothing of it, but the host does', async () => {
    const socket = await connected();
    const reply = await socket.emitWithAck('call', 'cluster.stop', {});
    expect(reply).toMatchObject({ ok: false, error: { code: 'internal' } });
    expect(JSON.stringify(reply)).not.toContain('secret');
    expect(open.defects).toEqual([new Error('secret detail of a defect')]);
    socket.close();
  });

  test('without an acknowledgement ends its socket', async () => {
    const socket = await connected();
    socket.emit('call', 'lab.describe', {});
    expect(await ended(socket)).toBe('io server disconnect');
    await stillServes();
  });

  test('is answered busy when a page floods the lab', async () => {
    const socket = await connected();
    const before = open.lab.reached.length;
    const replies = await Promise.all(
      Array.from({ length: 1000 }, () => socket.emitWithAck('call', 'lab.describe', {})),
    );
    const busy = replies.filter((reply) => reply.error?.code === 'busy').length;
    const reached = open.lab.reached.length - before;
    expect(reached + busy).toBe(1000);
    expect(reached).toBeLessThanOrEqual(400);
    socket.close();
    await stillServes();
  });
});

describe('a connection', () => {
  test('whose message is too big is closed', async () => {
    const socket = await connected();
    socket.emit('call', 'trace.note', { text: 'x'.repeat(257 * 1024) }, () => {});
    expect(await ended(socket)).toBe('transport close');
    await stillServes();
  });

  test('cannot be a polling one', async () => {
    const headers = [`Host: 127.0.0.1:${open.host.port}`, `Origin: ${open.origin}`];
    const response = await sendRaw(open.host.port, request('/socket.io/?EIO=4&transport=polling', headers));
    expect(status(response)).toBe(400);
  });

  test('that opens and then says nothing is closed within two seconds or little more', async () => {
    const started = performance.now();
    const headers = [`Host: 127.0.0.1:${open.host.port}`, `Origin: ${open.origin}`];
    expect(status(await sendRaw(open.host.port, upgrade(headers)))).toBe(101);
    expect(performance.now() - started).toBeLessThan(3500);
  });
});

describe('events', () => {
  test('reach every page that showed the token, in order and in few messages', async () => {
    const [socket, other] = [await connected(), await connected()];
    const received: LabEvent[] = [];
    socket.on('event', (event: LabEvent) => received.push(event));
    const last = new Promise((resolve) =>
      other.on('event', (event: LabEvent) => event.kind === 'cluster' && resolve(event)),
    );
    for (let count = 0; count < 500; count += 1) open.lab.emit({ kind: 'trace', events: [] });
    open.lab.emit({ kind: 'cluster', cluster: null });
    expect(await last).toEqual({ kind: 'cluster', cluster: null });
    await expect.poll(() => received.at(-1)?.kind).toBe('cluster');
    expect(received.map(({ kind }) => kind)).toEqual(['trace', 'trace', 'cluster']);
    socket.close();
    other.close();
  });

  test('are asked for once by the host, and no more when it is closed', async () => {
    const another = await openHost();
    expect(another.lab.listeners()).toBe(1);
    await another.host.close();
    expect(another.lab.listeners()).toBe(0);
  });
});
