/** §8: a client finds the leader, retries with the same serial, and reports only what is certain. */
import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../core/client/account.ts';
import { applyCommand, createMachine, machinePairs } from '../../core/machine/machine.ts';
import { encodeCommand } from '../../core/machine/payload.ts';
import { absent, follower, leader, type Server, silent, World } from './world.ts';

/** Submits one operation and lets `milliseconds` of the lab clock pass. */
function submit(world: World, operation: string, milliseconds = 20_000, target: string | null = null): Outcome | null {
  let outcome: Outcome | null = null;
  world.client().submit(operation, target, null, (answered) => {
    outcome = answered;
  });
  world.clock.advance(milliseconds);
  return outcome;
}

function asked(world: World): string[] {
  return world.requests.map(({ to }) => to);
}

describe('§8 finding the leader', () => {
  test('a follower names the leader, and the client asks it at once', () => {
    const world = new World({ S1: follower('S3'), S2: follower('S3'), S3: leader });
    expect(submit(world, 'put x 7', 10)).toEqual({
      status: 'ok',
      result: '{"ran":"put x 7"}',
      index: 5,
      tries: 2,
      hops: 1,
      why: null,
      maybeStale: false,
    });
    expect(asked(world)).toEqual(['S1', 'S3']);
  });

  test('the leader found is asked first for the next command, and a target before it', () => {
    const world = new World({ S1: follower('S3'), S2: follower('S3'), S3: leader });
    const client = world.client();
    client.submit('get x', null, null, () => {});
    client.submit('get x', null, null, () => {});
    client.submit('get x', 'S2', null, () => {});
    world.clock.advance(20);
    expect(asked(world)).toEqual(['S1', 'S3', 'S3', 'S2', 'S3']);
  });

  test('while no leader is known, the servers are asked in turn with a pause between', () => {
    const elected: Server = (request, now) => (now < 200 ? follower(null)(request, now) : leader(request, now));
    const world = new World({ S1: follower(null), S2: elected, S3: follower(null) });
    expect(submit(world, 'put x 7')?.status).toBe('ok');
    expect(asked(world)).toEqual(['S1', 'S2', 'S3', 'S1', 'S2']);
  });

  test('servers that name each other get at most n + 2 requests without a pause', () => {
    const world = new World({ S1: follower('S2'), S2: follower('S1'), S3: follower('S1') });
    submit(world, 'put x 7', 40);
    expect(world.requests).toHaveLength(5);
  });

  test('a leader cut off with its believers does not keep the client from finding the new one', () => {
    const world = new World({ S1: follower('S2'), S2: silent, S3: follower('S2'), S4: leader, S5: follower('S4') });
    expect(submit(world, 'put x 7')?.status).toBe('ok');
    expect(asked(world)).toEqual(['S1', 'S2', 'S3', 'S2', 'S4']);
  });

  test('a server that cannot be reached is left for another one', () => {
    const world = new World({ S1: absent, S2: leader });
    expect(submit(world, 'put x 7')).toMatchObject({ status: 'ok', tries: 2, hops: 0 });
  });
});

describe('§8 exactly once', () => {
  /** A leader with the real state machine behind it. */
  function replicated() {
    const machine = createMachine();
    let index = 1;
    applyCommand(machine, encodeCommand({ kind: 'open', time: 0 }), index);
    const run: Server = ({ session, serial, lowestOpen, operation }) => {
      index += 1;
      const command = { kind: 'execute', session, serial, lowestOpen, operation, time: 0 } as const;
      const { outcome, result } = applyCommand(machine, encodeCommand(command), index);
      return { status: 'ok', index, result, duplicate: outcome === 'duplicate' };
    };
    return { machine, run };
  }

  test('a command whose answer was lost is asked again elsewhere with the same serial, and ran once', () => {
    const { machine, run } = replicated();
    const losesItsReply: Server = (request, now) => {
      run(request, now);
      return 'silence';
    };
    const world = new World({ S1: losesItsReply, S2: run });
    expect(submit(world, 'append x a')).toMatchObject({ status: 'ok', result: '{"value":"a"}', tries: 2 });
    expect(world.requests.map(({ session, serial }) => [session, serial])).toEqual([
      ['1', 1],
      ['1', 1],
    ]);
    expect(machinePairs(machine)).toEqual([['x', 'a']]);
  });

  test('a hundred appends, each with its first answer lost, append a hundred times', () => {
    const { machine, run } = replicated();
    let requests = 0;
    const forgetful: Server = (request, now) => {
      requests += 1;
      const answer = run(request, now);
      return requests % 2 === 1 ? 'silence' : answer;
    };
    const world = new World({ S1: forgetful });
    const client = world.client();
    let done = 0;
    for (let at = 0; at < 100; at += 1) {
      client.submit('append x i', null, null, () => {
        done += 1;
      });
    }
    world.clock.advance(100_000);
    expect([done, requests]).toEqual([100, 200]);
    expect(machinePairs(machine)).toEqual([['x', 'i'.repeat(100)]]);
  });

  test('a leader that lost its lead after appending is followed by a retry with the same serial', () => {
    const world = new World({ S1: () => ({ status: 'leadershipLost', leaderId: 'S2' }), S2: leader });
    expect(submit(world, 'put x 7')).toMatchObject({ status: 'ok', tries: 2 });
    expect(world.requests.map(({ serial }) => serial)).toEqual([1, 1]);
  });

  test('one command at a time, in order, each with the next serial and no older one open', () => {
    const world = new World({ S1: leader });
    const client = world.client();
    const answered: string[] = [];
    for (const operation of ['put x 1', 'put x 2', 'get x']) {
      client.submit(operation, null, null, () => answered.push(operation));
    }
    world.clock.advance(1);
    expect(world.requests).toHaveLength(1);
    world.clock.advance(10);
    expect(answered).toEqual(['put x 1', 'put x 2', 'get x']);
    expect(world.requests.map(({ serial, lowestOpen }) => [serial, lowestOpen])).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
    ]);
  });
});
