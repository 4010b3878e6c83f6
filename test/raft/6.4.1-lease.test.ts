/** Thesis 6.4.1: for a while after a majority answered, nobody else can be elected, and the leader answers reads by itself. */
import { describe, expect, test } from 'vitest';
import type { Output } from '../../core/raft/duties.ts';
import { step } from '../../core/raft/step.ts';
import type { RaftOptions, RaftState } from '../../core/raft/types.ts';
import { five, follower, heartbeat, leader, leadershipOf, receive, timeout, transfer } from './given.ts';
import { appendEntries, refusal, success, timeoutNow } from './messages.ts';

const lease = { reads: 'lease', withholdVotes: true, electionTimeoutMs: 300, clockDriftBound: 1.5 } as const;

function leading(options: Partial<RaftOptions> = lease): RaftState {
  const known = { matchIndex: 2, nextIndex: 3, mode: 'replicate' } as const;
  const progress = { S2: known, S3: known, S4: known, S5: known };
  return leader({ term: 3, log: [1, 3], commitIndex: 2, voters: five, options }, progress);
}

/** A round goes out at `sentAt`, and these answer it at `answeredAt`. */
function confirmed(state: RaftState, sentAt: number, answeredAt: number, ...from: string[]): RaftState {
  heartbeat(state, sentAt);
  const { round } = leadershipOf(state);
  for (const peer of from) receive(state, success(peer, 3, 2, { round }), answeredAt);
  return state;
}

function readAt(state: RaftState, now: number): Output {
  return step(state, { kind: 'read', reads: [{ readId: 1, by: 'leader' }] }, now);
}

function isAnswered({ reads, sendNow }: Output): boolean {
  if (reads.length === 0) expect(sendNow.some(({ kind }) => kind === 'appendEntries')).toBe(true);
  return reads.some(({ ok }) => ok);
}

describe('6.4.1 the lease', () => {
  test('lets the leader answer at once, without a message', () => {
    const output = readAt(confirmed(leading(), 1000, 1010, 'S2', 'S3'), 1100);
    expect(output).toMatchObject({ reads: [{ readId: 1, ok: true, readIndex: 2 }], sendNow: [] });
    expect(output.notes).toMatchObject([{ read: { stage: 'ready', why: 'lease', round: null } }]);
  });

  test('lasts an election timeout divided by how much clocks may differ', () => {
    expect(isAnswered(readAt(confirmed(leading(), 1000, 1000, 'S2', 'S3'), 1199.9))).toBe(true);
    expect(isAnswered(readAt(confirmed(leading(), 1000, 1000, 'S2', 'S3'), 1200))).toBe(false);
  });

  test('is measured from the sending of the round, not from the answer', () => {
    expect(isAnswered(readAt(confirmed(leading(), 1000, 1180, 'S2', 'S3'), 1250))).toBe(false);
  });

  test('begins with the answer that makes a majority', () => {
    const state = confirmed(leading(), 1000, 1010, 'S2');
    expect(isAnswered(readAt(state, 1020))).toBe(false);
    expect(leadershipOf(state).leaseStart).toBeNull();
  });

  test('is made longer by each round that a majority answers, in whatever order the answers come', () => {
    const state = leading();
    heartbeat(state, 1000);
    heartbeat(state, 1100);
    for (const from of ['S2', 'S3']) receive(state, success(from, 3, 2, { round: 2 }), 1110);
    for (const from of ['S2', 'S3']) receive(state, success(from, 3, 2, { round: 1 }), 1120);
    expect(leadershipOf(state).leaseStart).toBe(1100);
    expect(isAnswered(readAt(state, 1290))).toBe(true);
  });

  test('comes from refusals as well', () => {
    const state = leading();
    heartbeat(state, 1000);
    for (const from of ['S2', 'S3']) receive(state, refusal(from, 3, 0, { term: null, index: 1 }, { round: 1 }), 1010);
    expect(leadershipOf(state).leaseStart).toBe(1000);
  });

  test('after its end a read waits for a majority, as in 6.4', () => {
    const state = confirmed(leading(), 1000, 1000, 'S2', 'S3');
    const output = readAt(state, 1300);
    expect(output.notes).toMatchObject([{ read: { stage: 'waits', why: 'confirmation' } }]);
    for (const from of ['S4', 'S5']) receive(state, success(from, 3, 2, { round: 2 }), 1310);
    expect(leadershipOf(state).reads).toEqual([]);
  });
});

describe('6.4.1 a follower that owes the leader its patience', () => {
  const owing = () => {
    const state = follower({ term: 3, options: lease });
    receive(state, appendEntries('S2', 3), 1000);
    return state;
  };

  test('holds no election that is wished by hand, and says why', () => {
    const state = owing();
    const output = step(state, { kind: 'timeout', timer: 'election', why: 'requested' }, 1299);
    expect([state.role.kind, state.currentTerm]).toEqual(['follower', 3]);
    expect(output.notes).toEqual([{ ev: 'raft.timeout', timeout: { timer: 'election', why: 'promisedPatience' } }]);
    expect(output.timers).toMatchObject([{ timer: 'election' }]);
  });

  test('holds it when the time is over, or when the leader itself asks', () => {
    const late = owing();
    step(late, { kind: 'timeout', timer: 'election', why: 'requested' }, 1300);
    expect(late.role.kind).toBe('candidate');
    const asked = owing();
    receive(asked, timeoutNow('S2', 3), 1001);
    expect(asked.role.kind).toBe('candidate');
  });

  test('holds it where reads do not rest on a lease', () => {
    const state = owing();
    state.options = { ...state.options, reads: 'readIndex' };
    step(state, { kind: 'timeout', timer: 'election', why: 'requested' }, 1001);
    expect(state.role.kind).toBe('candidate');
  });
});

describe('6.4.1 there is no lease', () => {
  test('before an entry of the own term is committed', () => {
    const state = leading();
    state.commitIndex = 1;
    confirmed(state, 1000, 1000);
    for (const from of ['S2', 'S3']) receive(state, success(from, 3, 1, { round: 1 }), 1000);
    const output = readAt(state, 1010);
    expect(output.reads).toEqual([]);
    expect(output.notes).toMatchObject([{ read: { stage: 'waits', why: 'ownTermCommit' } }]);
  });

  test('while the lead is handed over: the target may win at any moment', () => {
    const state = confirmed(leading(), 1000, 1000, 'S2', 'S3');
    transfer(state, 'S2', 1010);
    expect(isAnswered(readAt(state, 1020))).toBe(false);
  });

  test('after TimeoutNow was sent, even if the transfer was given up: the message may still arrive', () => {
    const state = confirmed(leading(), 1000, 1000, 'S2', 'S3');
    transfer(state, 'S2', 1010);
    timeout(state, 'transfer', 1310);
    confirmed(state, 1320, 1330, 'S4', 'S5');
    expect(isAnswered(readAt(state, 1340))).toBe(false);
  });

  test('where the class has not chosen leases', () => {
    const state = confirmed(leading({ ...lease, reads: 'readIndex' }), 1000, 1000, 'S2', 'S3');
    expect(isAnswered(readAt(state, 1010))).toBe(false);
  });

  test('where votes are not withheld: then nobody owes the leader any patience', () => {
    const state = confirmed(leading({ ...lease, withholdVotes: false }), 1000, 1000, 'S2', 'S3');
    expect(isAnswered(readAt(state, 1010))).toBe(false);
  });

  test('from the answers of learners', () => {
    const known = { matchIndex: 1, nextIndex: 2, mode: 'replicate' } as const;
    const given = { term: 3, log: [3], commitIndex: 1, learners: ['S8', 'S9'], options: lease };
    const state = leader(given, { S8: known, S9: known });
    heartbeat(state, 1000);
    for (const from of ['S8', 'S9']) receive(state, success(from, 3, 1, { round: 1 }), 1000);
    expect(leadershipOf(state).leaseStart).toBeNull();
  });
});
