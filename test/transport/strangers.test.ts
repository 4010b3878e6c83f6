/** Attacks on a node's port by somebody without the secret. After each, the node lives and serves its honest peer. */
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { answerChallenge, type Identity, newChallenge } from '../../core/transport/handshake.ts';
import { AttackedNode, attacker } from './attacked-node.ts';
import { heartbeat } from './envelopes.ts';
import { pause, SECRET, until } from './socket-cluster.ts';

let node: AttackedNode;
beforeEach(async () => {
  node = new AttackedNode();
  await node.open();
});
afterEach(async () => {
  await node.stillServes();
  expect(node.fromStrangers).toEqual([]);
  await node.close();
});

describe('at the door', () => {
  test('a page in a browser is refused: any Origin header, even our own', async () => {
    for (const origin of ['http://evil.example', `http://127.0.0.1:${node.port}`, 'null']) {
      const socket = node.raw({ Origin: origin });
      await until(() => socket.closed);
      expect(socket.head).toMatch(/^HTTP\/1\.1 400/);
    }
  });

  test('polling is refused, and there is nothing to see over HTTP', async () => {
    const polling = await fetch(`http://127.0.0.1:${node.port}/socket.io/?EIO=4&transport=polling`);
    expect(polling.status).toBe(400);
    expect((await fetch(`http://127.0.0.1:${node.port}/`)).status).toBe(426);
    expect((await fetch(`http://127.0.0.1:${node.port}/socket.io/socket.io.js`)).status).not.toBe(200);
  });

  test('compression is not negotiated', async () => {
    const socket = node.raw({ 'Sec-WebSocket-Extensions': 'permessage-deflate; client_max_window_bits' });
    await until(() => socket.head !== '');
    expect(socket.head).not.toMatch(/deflate/i);
  });

  test('only 127.0.0.1 is listened on', async () => {
    const reached = await new Promise<boolean>((resolve) => {
      const socket = connect({ host: '127.0.0.2', port: node.port });
      socket.once('connect', () => resolve(true));
      socket.once('error', () => resolve(false));
    });
    expect(reached).toBe(false);
  });

  test('who sits there in silence is gone after two seconds, at whatever step', async () => {
    const silent = connect({ host: '127.0.0.1', port: node.port });
    let silentGone = false;
    silent.on('close', () => {
      silentGone = true;
    });
    const [opened, joined] = [node.raw(), await node.challenged()];
    await pause(1000);
    expect([silentGone, opened.closed, joined.closed]).toEqual([false, false, false]);
    await pause(1300);
    expect([silentGone, opened.closed, joined.closed]).toEqual([true, true, true]);
  });

  test('a flood of connections pushes out its own oldest, and the connected peer feels nothing', async () => {
    const sockets = Array.from({ length: 300 }, () => node.raw());
    await until(() => sockets.filter((socket) => socket.closed).length >= 236);
    await node.stillServes();
    expect(node.cluster.sentences).toEqual([]);
  });
});

describe('in the handshake', () => {
  const refusal = async (identity: Identity, to = 'S1') => {
    const socket = await node.greeting(identity, to);
    await until(() => socket.closed);
    expect(socket.parameterOf('welcome')).toBeUndefined();
    return socket.parameterOf('refused');
  };

  test('a stranger is challenged and learns nothing else', async () => {
    const socket = await node.challenged();
    expect(Object.keys(Object(socket.parameterOf('challenge'))).sort()).toEqual(['nonce', 'protocol', 'version']);
    expect(socket.texts.join()).not.toMatch(/lab-1|S1/);
  });

  test('a wrong secret, another cluster, another node', async () => {
    expect(await refusal({ ...attacker, secret: 'f'.repeat(32) })).toEqual({ why: 'secret', version: 1 });
    expect(await refusal({ ...attacker, clusterId: 'lab-2' })).toEqual({ why: 'cluster', version: 1 });
    expect(await refusal(attacker, 'S4')).toEqual({ why: 'node', version: 1 });
  });

  test('a client by the name of a node, a node by the name of a client, and the node itself', async () => {
    expect(await refusal({ ...attacker, kind: 'client' })).toEqual({ why: 'notUnderstood', version: 1 });
    expect(await refusal({ ...attacker, id: 'c1' })).toEqual({ why: 'notUnderstood', version: 1 });
    expect(await refusal({ ...attacker, id: 'S1' })).toEqual({ why: 'notUnderstood', version: 1 });
  });

  test('another protocol version is named', async () => {
    for (const version of [0, 2, 999, '1', null, undefined]) {
      const socket = await node.challenged();
      const answer = answerChallenge(attacker, 'S1', socket.parameterOf('challenge'));
      socket.event('hello', { ...answer?.hello, version });
      await until(() => socket.closed);
      expect(socket.parameterOf('refused')).toMatchObject({ version: 1 });
      expect(socket.parameterOf('welcome')).toBeUndefined();
    }
  });

  test('a recorded handshake is worth nothing', async () => {
    const first = await node.challenged();
    const recorded = answerChallenge(attacker, 'S1', first.parameterOf('challenge'))?.hello;
    first.event('hello', recorded);
    await until(() => first.parameterOf('welcome') !== undefined);
    const second = await node.challenged();
    second.event('hello', recorded);
    await until(() => second.closed);
    expect(second.parameterOf('refused')).toEqual({ why: 'secret', version: 1 });
  });

  test('a proof counts for its own name only', async () => {
    const socket = await node.challenged();
    const answer = answerChallenge(attacker, 'S1', socket.parameterOf('challenge'));
    socket.event('hello', { ...answer?.hello, id: 'S4' });
    await until(() => socket.closed);
    expect(socket.parameterOf('refused')).toEqual({ why: 'secret', version: 1 });
  });

  test('a message before the proof closes the connection', async () => {
    const socket = await node.challenged();
    socket.event('messages', [heartbeat('S2', 'S1', 1)]);
    await until(() => socket.closed);
    expect(socket.parameterOf('refused')).toEqual({ why: 'notUnderstood', version: 1 });
  });

  test('the dialer does not take a listener that only mirrors what it hears', () => {
    const answer = answerChallenge({ ...attacker }, 'S1', newChallenge());
    expect(answer?.isRightListener({ proof: answer.hello.proof })).toBe(false);
    expect(answer?.isRightListener({ proof: '0'.repeat(64) })).toBe(false);
    expect(answer?.isRightListener({})).toBe(false);
    expect(JSON.stringify(answer?.hello)).not.toContain(SECRET);
  });
});
