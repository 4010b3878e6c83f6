/** What the judge holds against leaders and logs (§5.2, §5.3), and what it must not hold against them. */
import { describe, expect, test } from 'vitest';
import { InvariantChecker } from '../../core/check/invariants.ts';
import { type ServerState, serverStateOf } from '../../core/check/server-state.ts';
import { simpleConfiguration } from '../../core/raft/membership.ts';
import type { Entry } from '../../core/raft/types.ts';
import { follower, leader as leading, progressOf } from '../raft/given.ts';
import { entriesOf, entry, server } from './servers.ts';

function brokenBy(...steps: ServerState[]): string[] {
  const checker = new InvariantChecker();
  return steps.flatMap((step) => checker.observe([step]).map(({ invariant }) => invariant));
}

const leader = server('S1', { role: 'leader', currentTerm: 2, entries: entriesOf(1, 2) });

test('5.2 two leaders of a term are one too many, whichever is seen first', () => {
  const [one, other] = [server('S1', { role: 'leader' }), server('S2', { role: 'leader' })];
  expect(brokenBy(one, other)).toEqual(['Election Safety']);
  expect(brokenBy(other, one)).toEqual(['Election Safety']);
});

describe('what a leader counts of another server', () => {
  const counts = (matchIndex: number, of = leader) => ({ ...of, believed: new Map([['S2', { matchIndex }]]) });
  const peer = (state: Parameters<typeof server>[1]) => server('S2', { currentTerm: 2, ...state });
  const missing = ['What a Leader Counts Is Stored'];

  test('5.3 is its own entry, not another one at the same index', () => {
    expect(brokenBy(peer({ entries: entriesOf(1, 1) }), counts(2))).toEqual(missing);
    expect(brokenBy(peer({ log: { snapshotIndex: 2, snapshotTerm: 1, entries: [] } }), counts(2))).toEqual(missing);
    expect(brokenBy(peer({ log: { snapshotIndex: 3, snapshotTerm: 2, entries: [] } }), counts(2))).toEqual([]);
  });

  test('7 is not compared where the leader itself has compacted it', () => {
    const short = { ...leader, log: { snapshotIndex: 3, snapshotTerm: 2, entries: [] } };
    expect(brokenBy(peer({ entries: entriesOf(1, 2) }), counts(2, short))).toEqual([]);
  });

  test('is not denied by a server of which nothing is known', () => {
    const checker = new InvariantChecker();
    checker.observe([peer({})]);
    checker.forget('S2');
    expect(checker.observe([counts(2)])).toEqual([]);
  });
});

test('4.1 a membership that another leader put between two terms of this one is not its own step', () => {
  const five = simpleConfiguration(['S1', 'S2', 'S3', 'S4', 'S5']);
  const later = { ...leader, currentTerm: 5, configuration: five, configurationIndex: 2 };
  expect(brokenBy(leader, later)).toEqual([]);
});

describe('a leader’s log', () => {
  test('5.3 loses not even its last entry', () => {
    const entries = entriesOf(1, 1, 1);
    const alive = server('S1', { role: 'leader', entries });
    const checker = new InvariantChecker();
    checker.observe([alive]);
    entries.pop();
    expect(checker.observe([alive]).map(({ invariant }) => invariant)).toEqual(['Leader Append-Only']);
  });

  test('5.3 may have lost entries before it led, or between two terms in which it did', () => {
    const before = server('S1', { currentTerm: 2, entries: entriesOf(1, 1) });
    const now = server('S1', { role: 'leader', currentTerm: 2, entries: entriesOf(1) });
    expect(brokenBy(before, now)).toEqual([]);
    expect(brokenBy({ ...before, role: 'leader' }, { ...now, currentTerm: 4 })).toEqual([]);
  });
});

describe('the terms in a log', () => {
  const fell = ['Terms in a Log Never Fall'];

  test('5.3 never fall, not by one, and are not ahead of the server, not by one', () => {
    expect(brokenBy(server('S1', { currentTerm: 2, entries: entriesOf(2, 1) }))).toEqual(fell);
    expect(brokenBy(server('S1', { currentTerm: 1, entries: entriesOf(1, 2) }))).toEqual(fell);
  });
});

describe('two logs', () => {
  test('5.3 that hold different memberships under one index and term do not match', () => {
    const change = (...voters: string[]): Entry => ({
      ...entry(1, 1),
      payload: { kind: 'configuration', configuration: simpleConfiguration(voters) },
    });
    const holds = (id: string, ...voters: string[]) => server(id, { entries: [change(...voters)] });
    expect(brokenBy(holds('S1', 'S1', 'S2'), holds('S2', 'S1', 'S2'))).toEqual([]);
    expect(brokenBy(holds('S1', 'S1', 'S2'), holds('S2', 'S1', 'S3'))).toEqual(['Log Matching']);
  });

  test('are compared whole after a time in which nothing was known of the one', () => {
    const checker = new InvariantChecker();
    const one = server('S1', { entries: [entry(1, 1, 'put x 1')] });
    checker.observe([one]);
    checker.forget('S1');
    expect(checker.observe([server('S2', { entries: [entry(1, 1, 'put x 2')] })])).toEqual([]);
    expect(checker.observe([one]).map(({ invariant }) => invariant)).toEqual(['Log Matching']);
  });
});

test('a running server is read as it is: safe when its disk owes nothing, and believing only while it leads', () => {
  const state = follower({ log: [1, 1] });
  expect(serverStateOf(state, true, 1)).toMatchObject({ safe: true, believed: null });
  state.pendingSaves.push({ saveId: 1, hasHardState: true, lastIndex: 0 });
  expect(serverStateOf(state, true, 1).safe).toBe(false);
  const counting = leading({ log: [1, 1] });
  progressOf(counting, 'S2').matchIndex = 2;
  expect(serverStateOf(counting, true, 1).believed?.get('S2')).toMatchObject({ matchIndex: 2 });
});
