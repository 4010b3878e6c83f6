/** Thesis 6.4: reads that are no entries, asked again without a thought, since asking changes nothing. */
import { expect, test } from 'vitest';
import type { Outcome } from '../../core/client/account.ts';
import type { ClientRead, ReadMode } from '../../core/node/client-messages.ts';
import { type Answer, leader, World } from './world.ts';

const seven: Answer = { status: 'ok', index: 9, result: '{"value":"7"}' };

function ask(world: World, read: ReadMode | null, operation = 'get x', target: string | null = null): Outcome | null {
  let outcome: Outcome | null = null;
  world.client().submit(operation, target, read, (answered) => {
    outcome = answered;
  });
  world.clock.advance(15_000);
  return outcome;
}

const servers = { S1: leader, S2: leader, S3: leader };

test('6.4 a linearizable read needs no session, and is no entry', () => {
  const world = new World(servers, { read: () => seven });
  expect(ask(world, 'linearizable')).toEqual({
    status: 'ok',
    result: '{"value":"7"}',
    index: 9,
    tries: 1,
    hops: 0,
    why: null,
    maybeStale: false,
  });
  expect([world.openings, world.requests]).toEqual([[], []]);
  expect(world.reads).toMatchObject([{ session: 'c1.read', serial: 1, mode: 'linearizable', operation: 'get x' }]);
});

test('6.4 without a mode, and for what is no get, the log is the way', () => {
  for (const [read, operation] of [[null, 'get x'] as const, ['local', 'put x 1'] as const]) {
    const world = new World(servers, { read: () => seven });
    expect(ask(world, read, operation)).toMatchObject({ status: 'ok', maybeStale: false });
    expect([world.reads.length, world.requests.length]).toEqual([0, 1]);
  }
});

test('6.4 a follower names the leader, and every try has a serial of its own', () => {
  const redirecting = ({ to }: ClientRead): Answer => (to === 'S3' ? seven : { status: 'notLeader', leaderId: 'S3' });
  const world = new World(servers, { read: redirecting });
  expect(ask(world, 'linearizable', 'get x', 'S2')).toMatchObject({ status: 'ok', tries: 2, hops: 1 });
  expect(world.reads.map(({ to, serial }) => [to, serial])).toEqual([
    ['S2', 1],
    ['S3', 2],
  ]);
});

test.each<ReadMode>(['follower', 'local'])('6.4 a %s read spares the leader, and leaves it known', (mode) => {
  const world = new World(servers, { read: () => seven });
  const client = world.client();
  for (const read of [null, mode, mode, null]) client.submit('get x', null, read, () => {});
  world.clock.advance(100);
  expect(world.reads.map(({ to }) => to)).toEqual(['S2', 'S2']);
  expect(world.requests.map(({ to }) => to)).toEqual(['S1', 'S1']);
});

test('6.4 only the answer of a local read may be stale', () => {
  const modes: ReadMode[] = ['linearizable', 'follower', 'local'];
  const stale = modes.map((mode) => ask(new World(servers, { read: () => seven }), mode)?.maybeStale);
  expect(stale).toEqual([false, false, true]);
});

test('6.4.1 no server may answer from before what the client has seen', () => {
  const world = new World(servers, { read: () => seven });
  const client = world.client();
  for (const read of ['local', null, 'linearizable'] as const) client.submit('get x', null, read, () => {});
  world.clock.advance(100);
  expect(world.reads.map(({ seenIndex }) => seenIndex)).toEqual([0, 9]);
});

test('a read that is given up is refused, never unknown, however it was lost', () => {
  const reactions = ['silence', 'unreachable', { status: 'busy' }, { status: 'notLeader' }] as const;
  for (const reaction of reactions) {
    expect(ask(new World(servers, { read: () => reaction }), 'linearizable')).toMatchObject({
      status: 'refused',
      why: 'no answer within 10000 ms; a read changes nothing',
      maybeStale: false,
    });
  }
});

test('an answer to an earlier try of the same read counts, one to an earlier read does not', () => {
  const world = new World(servers, { read: () => 'silence' });
  const client = world.client();
  const values: (string | null)[] = [];
  for (let at = 0; at < 2; at += 1) client.submit('get x', null, 'linearizable', ({ result }) => values.push(result));
  world.clock.advance(700);
  const [first] = world.reads;
  if (first === undefined) throw new Error('the client asked nobody');
  world.reply(first, seven);
  world.reply(first, { ...seven, result: '{"value":"of the first read"}' });
  world.clock.advance(10);
  expect(values).toEqual(['{"value":"7"}']);
});

test('the trace names each operation from its asking to its outcome, and how it reads', () => {
  const world = new World(servers, { read: () => seven });
  const client = world.client();
  client.submit('put x 7', null, null, () => {});
  client.submit('get x', null, 'follower', () => {});
  world.clock.advance(100);
  const told = world.events.flatMap((event) => ('op' in event ? [[event.ev, event.op.id, event.op.read]] : []));
  expect(told).toEqual([
    ['client.invoke', 'c1.1', 'log'],
    ['client.ok', 'c1.1', 'log'],
    ['client.invoke', 'c1.2', 'follower'],
    ['client.ok', 'c1.2', 'follower'],
  ]);
  const sessions = world.events.flatMap((event) => ('op' in event ? [[event.op.session, event.op.serial]] : []));
  expect(sessions).toEqual([
    ['', 0],
    ['1', 1],
    ['', 1],
    ['', 1],
  ]);
});
