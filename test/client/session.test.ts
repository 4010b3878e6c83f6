/** Thesis 6.3: a client opens a session before its first command, keeps it, and opens another one when it has expired. */
import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../core/client/account.ts';
import { KEEP_ALIVE } from '../../core/machine/payload.ts';
import { SESSION_TIMEOUT_MS } from '../../core/machine/sessions.ts';
import { type Answer, follower, leader, opened, type Server, silent, World } from './world.ts';

function submit(world: World, operation: string, target: string | null = null, client = world.client()): Outcome[] {
  const outcomes: Outcome[] = [];
  client.submit(operation, target, null, (outcome) => outcomes.push(outcome));
  world.clock.advance(15_000);
  return outcomes;
}

/** Answers one after the other, the last one again and again. */
function inTurn(...answers: (Answer | 'silence')[]): () => Answer | 'silence' {
  let asked = 0;
  return () => answers[Math.min(asked++, answers.length - 1)] ?? 'silence';
}

function requested(world: World): [string, number, string][] {
  return world.requests.map(({ session, serial, operation }) => [session, serial, operation]);
}

describe('6.3 opening', () => {
  test('comes before the first command, once, and names the session of all that follow', () => {
    const world = new World({ S1: leader }, { opening: () => opened(17) });
    const client = world.client();
    submit(world, 'put x 1', null, client);
    submit(world, 'put x 2', null, client);
    expect(world.openings).toMatchObject([{ from: 'c1', to: 'S1', session: 'c1.open', serial: 1 }]);
    expect(requested(world)).toEqual([
      ['17', 1, 'put x 1'],
      ['17', 2, 'put x 2'],
    ]);
  });

  test('is retried like a command and never in doubt', () => {
    const opening = inTurn(
      'silence',
      { status: 'leadershipLost', leaderId: null },
      { status: 'notLeader' },
      opened(17),
    );
    const world = new World({ S1: leader, S2: leader, S3: leader }, { opening });
    const [outcome] = submit(world, 'put x 1');
    expect(world.openings.map(({ to, serial }) => [to, serial])).toEqual([
      ['S1', 1],
      ['S2', 1],
      ['S3', 1],
      ['S1', 1],
    ]);
    expect(outcome).toMatchObject({ status: 'ok', tries: 1, hops: 0 });
  });

  test('that finds no leader ends in a refusal: the command itself was never sent', () => {
    for (const opening of [inTurn('silence'), inTurn({ status: 'leadershipLost' })]) {
      const world = new World({ S1: leader, S2: leader }, { opening });
      expect(submit(world, 'put x 1')).toMatchObject([
        { status: 'refused', tries: 0, why: 'no outcome within 10000 ms, and no server took the command' },
      ]);
      expect(world.requests).toEqual([]);
    }
  });

  test('asks the believed leader, and leaves the target to the command', () => {
    const world = new World({ S1: leader, S2: follower('S1') });
    expect(submit(world, 'put x 1', 'S2')).toMatchObject([{ status: 'ok', tries: 2, hops: 1 }]);
    expect(world.openings.map(({ to }) => to)).toEqual(['S1']);
    expect(world.requests.map(({ to }) => to)).toEqual(['S2', 'S1']);
  });

  test('by two tries gives two sessions, of which the client uses the first it hears of', () => {
    const world = new World({ S1: leader, S2: silent }, { opening: () => 'silence' });
    world.client().submit('put x 1', null, null, () => {});
    world.clock.advance(700);
    const [first, second] = world.openings;
    if (first === undefined || second === undefined) throw new Error('the client asked only once');
    world.reply(first, opened(17));
    world.reply(second, opened(18));
    world.clock.advance(10);
    expect(requested(world)).toEqual([['17', 1, 'put x 1']]);
  });

  test('late refusals of it say nothing about the command that was sent meanwhile', () => {
    const world = new World({ S1: silent }, { opening: () => 'silence' });
    const outcomes: Outcome[] = [];
    const client = world.client();
    client.submit('put x 1', null, null, (outcome) => outcomes.push(outcome));
    const [first] = world.openings;
    if (first === undefined) throw new Error('the client asked nobody');
    world.reply(first, opened(17));
    world.reply(first, { status: 'notLeader' });
    world.clock.advance(300);
    expect(world.requests).toHaveLength(1);
    client.close();
    expect(outcomes).toMatchObject([{ status: 'unknown' }]);
  });
});

describe('6.3 a session that has expired', () => {
  test('is replaced, and the same command asked again under the new one, since it was not executed', () => {
    const world = new World({
      S1: inTurn({ status: 'ok', index: 3, result: '{}' }, { status: 'sessionExpired' }, leaderAnswer),
    });
    const client = world.client();
    submit(world, 'put x 1', null, client);
    expect(submit(world, 'put x 2', null, client)).toMatchObject([{ status: 'ok', tries: 2, hops: 0 }]);
    expect(requested(world)).toEqual([
      ['1', 1, 'put x 1'],
      ['1', 2, 'put x 2'],
      ['2', 1, 'put x 2'],
    ]);
    expect(world.events.find(({ ev }) => ev === 'client.retry')).toMatchObject({
      op: { id: 'c1.2', target: 'S1', why: 'S1 says that the session has expired' },
    });
  });

  test('leaves the outcome unknown when an earlier try may have taken effect', () => {
    const world = new World({ S1: inTurn('silence', { status: 'sessionExpired' }, leaderAnswer) });
    const client = world.client();
    expect(submit(world, 'put x 1', null, client)).toMatchObject([
      { status: 'unknown', why: 'the session has expired, and an earlier try may have taken effect before' },
    ]);
    submit(world, 'put x 2', null, client);
    expect(requested(world).slice(2)).toEqual([['2', 1, 'put x 2']]);
  });
});

describe('a busy leader', () => {
  test('is asked again after a pause, and nothing is in doubt', () => {
    const world = new World({ S1: inTurn({ status: 'busy' }, leaderAnswer), S2: leader });
    expect(submit(world, 'put x 1')).toMatchObject([{ status: 'ok', tries: 2, hops: 0 }]);
    expect(world.requests.map(({ to }) => to)).toEqual(['S1', 'S1']);
    expect(world.events.find(({ ev }) => ev === 'client.retry')).toMatchObject({
      t: 52_000,
      op: { why: 'S1 is busy' },
    });
  });

  test('6.2 that was left behind and stays busy does not hold its client: another server knows the leader (seed 363)', () => {
    const world = new World({ S1: () => ({ status: 'busy' }), S2: leader, S3: leader });
    expect(submit(world, 'put x 1')).toMatchObject([{ status: 'ok' }]);
  });

  test('that stays busy ends in a refusal', () => {
    expect(submit(new World({ S1: () => ({ status: 'busy' }) }), 'put x 1')).toMatchObject([{ status: 'refused' }]);
  });
});

describe('6.3 an idle client', () => {
  const half = SESSION_TIMEOUT_MS / 2;

  test('uses its session every half timeout, as no operation of a user', () => {
    const world = new World({ S1: leader });
    submit(world, 'put x 1');
    const recorded = world.events.filter(({ ev }) => ev.startsWith('client.')).length;
    world.clock.advance(2 * half);
    expect(requested(world)).toEqual([
      ['1', 1, 'put x 1'],
      ['1', 2, KEEP_ALIVE],
      ['1', 3, KEEP_ALIVE],
    ]);
    expect(world.events.filter(({ ev }) => ev.startsWith('client.'))).toHaveLength(recorded);
  });

  test('is idle from its last command on', () => {
    const world = new World({ S1: leader });
    const client = world.client();
    for (const operation of ['put x 1', 'put x 2']) {
      submit(world, operation, null, client);
      expect(world.clock.waiting).toBe(1);
      world.clock.advance(half - 20_000);
    }
    expect(world.requests).toHaveLength(2);
  });

  test('finds the leader for it as for a command', () => {
    const moved: Server = (request, now) => (now < half / 2 ? leader : follower('S2'))(request, now);
    const world = new World({ S1: moved, S2: leader });
    submit(world, 'put x 1');
    world.clock.advance(half);
    expect(world.requests.map(({ to }) => to)).toEqual(['S1', 'S1', 'S2']);
  });

  test('without a session, or closed, asks nothing', () => {
    const world = new World({ S1: leader });
    const client = world.client();
    expect(world.clock.waiting).toBe(0);
    submit(world, 'put x 1', null, client);
    client.close();
    expect(world.clock.waiting).toBe(0);
  });
});

const leaderAnswer: Answer = { status: 'ok', index: 9, result: '{"ok":true}' };
