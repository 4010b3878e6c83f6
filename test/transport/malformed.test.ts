/** What a proven member, buggy or hostile, may send: nothing of it ends the process or reaches the node. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AttackedNode, attacker } from './attacked-node.ts';
import { heartbeat, request } from './envelopes.ts';
import { until } from './socket-cluster.ts';

let node: AttackedNode;
const unhandled: unknown[] = [];
const note = (reason: unknown) => unhandled.push(reason);

beforeEach(async () => {
  process.on('unhandledRejection', note);
  process.on('uncaughtException', note);
  node = new AttackedNode();
  await node.open();
});
afterEach(async () => {
  await node.stillServes();
  await node.close();
  process.off('unhandledRejection', note);
  process.off('uncaughtException', note);
  expect(unhandled).toEqual([]);
});

const good = heartbeat('S3', 'S1', 5);

test('a proven member is heard', async () => {
  const member = await node.member();
  member.event('messages', [good]);
  await until(() => node.fromStrangers.length === 1);
  expect(node.fromStrangers).toEqual([good]);
  expect(member.closed).toBe(false);
});

const depth = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;

const attacks: Record<string, string> = {
  'text that is no packet': 'garbage',
  'an engine.io packet of no type': 'x',
  'an event without a name': '42[]',
  'an event whose payload is no list': '42{"messages":1}',
  'an empty message': '42["messages",[{}]]',
  'no list of messages': '42["messages",{}]',
  nothing: '42["messages"]',
  'a list of messages and more': `42["messages",[${JSON.stringify(good)}],null]`,
  'an acknowledgement asked for': `4212["messages",[${JSON.stringify(good)}]]`,
  'a wrong number of attachments': '45x-["messages"]',
  'another namespace': '42/admin,["messages",[]]',
  'a second joining': '40',
  'an error from a client': '44{"message":"x"}',
  'JSON a million levels deep': `42["messages",${depth(1_000_000)}]`,
  'a body a thousand levels deep': `42["messages",[${JSON.stringify({ ...good, body: null }).replace('null', depth(1000))}]]`,
  'a number that is none': `42["messages",[${JSON.stringify(good).replace('"term":5', '"term":1e400')}]]`,
  'a body that would change the prototype of all': `42["messages",[${JSON.stringify(good).replace('{"kind"', '{"__proto__":{"polluted":1},"kind"')}]]`,
};

test.each(Object.entries(attacks))('closes on %s', async (_, packet) => {
  const member = await node.member();
  member.text(packet);
  await until(() => member.closed);
  expect(node.fromStrangers).toEqual([]);
  expect('polluted' in {}).toBe(false);
});

test.each([
  '__proto__',
  'constructor',
  'toString',
  'error',
  'connect',
  'disconnect',
  'newListener',
  'hello',
  '',
  'a name of 64 KiB',
])('closes on an event by the name of %j', async (name) => {
  const member = await node.member();
  member.event(name.startsWith('a name') ? name.padEnd(65_536, 'x') : name, [good]);
  await until(() => member.closed);
  expect(node.fromStrangers).toEqual([]);
});

test.each([
  ['text where a binary attachment was announced', 0x81],
  ['a body that is a binary attachment', 0x82],
])('closes on %s', async (_, firstByte) => {
  const member = await node.member();
  member.text('451-["messages",{"_placeholder":true,"num":0}]');
  member.frame(firstByte, Buffer.from('42["messages",{}]'));
  await until(() => member.closed);
});

test('an acknowledgement nobody asked for is nothing', async () => {
  const member = await node.member();
  member.text('4399[1]');
  member.event('messages', [good]);
  await until(() => node.fromStrangers.length === 1);
  expect(node.fromStrangers).toEqual([good]);
});

test('a frame over the limit closes the connection, in one piece or in fragments', async () => {
  const [whole, pieces] = [await node.member(), await node.greeting({ ...attacker, id: 'S4' })];
  whole.text(`42["messages","${'x'.repeat(2 * 1024 * 1024)}"]`);
  pieces.frame(0x01, Buffer.from('42["messages","'));
  for (let piece = 0; piece < 300; piece += 1) pieces.frame(0x00, Buffer.alloc(10_000, 'x'));
  await until(() => whole.closed && pieces.closed);
});

test('a message from somebody else, or to somebody else, closes the connection and is told', async () => {
  const messages = [
    heartbeat('S2', 'S1', 9),
    heartbeat('S3', 'S2', 9),
    { ...good, body: heartbeat('S2', 'S1', 9).body },
    { ...good, id: 'S2.1.9' },
    request('c1', 'S1', 1),
    { ...request('c1', 'S1', 1), from: 'S3' },
  ];
  for (const message of messages) {
    const member = await node.member();
    member.event('messages', [message]);
    await until(() => member.closed);
  }
  expect(node.fromStrangers).toEqual([]);
  expect(node.refused).toEqual(['S2 malformed', 'S3 malformed']);
  expect(node.cluster.sentences).toEqual(['S3 sent S1 something that is no message of it; the connection was closed.']);
});

test('a node that fails over a message does not take the process with it', async () => {
  const member = await node.member();
  node.failing = true;
  member.event('messages', [good]);
  await until(() => node.cluster.sentences.length > 0);
  node.failing = false;
  expect(node.cluster.sentences).toEqual(['S1 failed over a message from S3: broken invariant']);
});
