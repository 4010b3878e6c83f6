/** The server's side of reads that are no entries (thesis 6.4): answered from what is applied, once that is enough. */
import { expect, test } from 'vitest';
import { createMachine } from '../../core/machine/machine.ts';
import type { ClientRead, ClientReply, ReadMode } from '../../core/node/client-messages.ts';
import { READS_WAITING, ReadDesk } from '../../core/node/read-desk.ts';

function given(lastApplied = 5) {
  const machine = createMachine();
  machine.store.set('x', `of ${lastApplied}`);
  const now = { lastApplied };
  const replies: ClientReply[] = [];
  const desk = new ReadDesk({
    machine: () => machine,
    lastApplied: () => now.lastApplied,
    reply: (reply) => replies.push(reply),
    firstReadId: 1,
  });
  const apply = (index: number) => {
    now.lastApplied = index;
    machine.store.set('x', `of ${index}`);
    desk.applied();
  };
  return { desk, replies, apply };
}

const read = (mode: ReadMode, more: Partial<ClientRead> = {}): ClientRead => {
  const name = { kind: 'clientRead', from: 'c1', to: 'S1', session: 'c1.read', serial: 1 } as const;
  return { ...name, mode, operation: 'get x', seenIndex: 0, ...more };
};

test('6.4 a linearizable read is the leader’s to answer, a follower read anybody’s, a local one nobody’s but its own', () => {
  const { desk } = given();
  const asked = desk.admit([read('linearizable'), read('follower', { serial: 2 }), read('local', { serial: 3 })]);
  expect(asked.map(({ by }) => by)).toEqual(['leader', 'any']);
  expect(new Set(asked.map(({ readId }) => readId)).size).toBe(2);
});

test('6.4 a read waits until its read index is applied, and sees what is applied then', () => {
  const { desk, replies, apply } = given(5);
  const [request] = desk.admit([read('linearizable')]);
  desk.settle([{ readId: request?.readId ?? 0, ok: true, readIndex: 7 }]);
  apply(6);
  expect(replies).toEqual([]);
  apply(8);
  expect(replies).toMatchObject([
    { to: 'c1', session: 'c1.read', serial: 1, status: 'ok', index: 8, result: '{"value":"of 8"}', duplicate: false },
  ]);
  apply(9);
  expect(replies).toHaveLength(1);
});

test('6.4 a read index that is applied already is answered at once', () => {
  const { desk, replies } = given(5);
  const [request] = desk.admit([read('follower')]);
  expect(replies).toEqual([]);
  desk.settle([{ readId: request?.readId ?? 0, ok: true, readIndex: 5 }]);
  expect(replies).toMatchObject([{ status: 'ok', index: 5, result: '{"value":"of 5"}' }]);
});

test.each<ReadMode>(['linearizable', 'follower', 'local'])(
  '6.4.1 no %s read is answered from before what its client has seen',
  (mode) => {
    const { desk, replies, apply } = given(5);
    const requests = desk.admit([read(mode, { seenIndex: 6 })]);
    desk.settle(requests.map(({ readId }) => ({ readId, ok: true, readIndex: 5 })));
    expect(replies).toEqual([]);
    apply(6);
    expect(replies).toMatchObject([{ status: 'ok', index: 6 }]);
  },
);

test('6.4 a local read is answered at once from what this server has', () => {
  const { desk, replies } = given(5);
  expect(desk.admit([read('local', { seenIndex: 5 })])).toEqual([]);
  expect(replies).toMatchObject([{ status: 'ok', index: 5, result: '{"value":"of 5"}' }]);
});

test('6.4 a server that may not answer names the leader it knows', () => {
  const { desk, replies, apply } = given();
  const [request] = desk.admit([read('linearizable')]);
  desk.settle([{ readId: request?.readId ?? 0, ok: false, leaderId: 'S3' }]);
  apply(9);
  expect(replies).toMatchObject([{ status: 'notLeader', leaderId: 'S3' }]);
});

test('6.4 who loses the lead sends its reads on, confirmed or not, and keeps the local ones', () => {
  const { desk, replies, apply } = given(5);
  const [, second] = desk.admit([
    read('linearizable'),
    read('linearizable', { serial: 2 }),
    read('local', { serial: 3, seenIndex: 6 }),
  ]);
  desk.settle([{ readId: second?.readId ?? 0, ok: true, readIndex: 6 }]);
  desk.leadershipLost('S2');
  apply(6);
  expect(replies.map(({ serial, status, leaderId }) => [serial, status, leaderId])).toEqual([
    [1, 'notLeader', 'S2'],
    [2, 'notLeader', 'S2'],
    [3, 'ok', null],
  ]);
});

test('6.4 what is no read is refused', () => {
  const { desk, replies } = given();
  expect(desk.admit([read('local', { operation: 'put x 1' }), read('linearizable', { operation: 'get' })])).toEqual([]);
  expect(replies.map(({ status }) => status)).toEqual(['invalid', 'invalid']);
});

test('a question that the network brings twice is answered once', () => {
  const { desk, replies } = given(5);
  const requests = desk.admit([read('linearizable'), read('linearizable')]);
  desk.settle(requests.map(({ readId }) => ({ readId, ok: true, readIndex: 5 })));
  expect(replies).toHaveLength(1);
});

test('reads whose answer never comes do not pile up: the oldest is told to ask again', () => {
  const { desk, replies } = given();
  for (let serial = 1; serial <= READS_WAITING + 1; serial += 1) desk.admit([read('follower', { serial })]);
  expect(replies.map(({ serial, status }) => [serial, status])).toEqual([[1, 'busy']]);
});
