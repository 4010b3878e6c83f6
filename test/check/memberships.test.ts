/** The judge with memberships and compacted logs (§6, §7): what each counts is what was in force when it counted. */
import { describe, expect, test } from 'vitest';
import { ApplyRules } from '../../core/check/apply-rules.ts';
import { InvariantChecker } from '../../core/check/invariants.ts';
import type { ServerState } from '../../core/check/server-state.ts';
import { simpleConfiguration } from '../../core/raft/membership.ts';
import { createState, defaultOptions, nothingRestored } from '../../core/raft/state.ts';
import type { Configuration } from '../../core/raft/types.ts';
import { entriesOf, entry, server } from './servers.ts';
import { applied } from './traces.ts';

function brokenBy(...steps: ServerState[]): string[] {
  const checker = new InvariantChecker();
  return steps.flatMap((step) => checker.observe([step]).map(({ invariant }) => invariant));
}

const two = entriesOf(1, 1);
const leads = { role: 'leader', entries: two } as const;
const five = simpleConfiguration(['S1', 'S2', 'S3', 'S4', 'S5']);
const joint: Configuration = { ...simpleConfiguration(['S1', 'S2', 'S3']), outgoing: ['S1', 'S4', 'S5'] };

describe('what a leader commits', () => {
  test('4.1 is held against the membership in which it was counted, not against a larger one of later', () => {
    const [s2, s3, s4] = [server('S2', { entries: two }), server('S3'), server('S4')];
    const leader = server('S1', { ...leads, commitIndex: 2 });
    const begun = [s2, s3, s4, server('S5'), server('S1', leads), leader];
    expect(brokenBy(...begun)).toEqual([]);
    const entries = [...two, entry(3, 1)];
    const grown = server('S1', { ...leads, entries, commitIndex: 2, configuration: five, configurationIndex: 3 });
    expect(brokenBy(...begun, grown).filter((name) => name === 'Committed Is on a Majority')).toEqual([]);
    expect(brokenBy(...begun, { ...grown, commitIndex: 3 })).toContain('Committed Is on a Majority');
  });

  test('6 in joint consensus must be stored by a majority of both sets', () => {
    const asJoint = { configuration: joint, configurationIndex: 1 };
    const stored = ['S2', 'S3'].map((id) => server(id, { entries: two }));
    const leader = server('S1', { ...leads, ...asJoint, commitIndex: 2 });
    expect(brokenBy(...stored, server('S4', { entries: two }), server('S5'), leader)).toEqual([]);
    expect(brokenBy(...stored, server('S4'), server('S5'), leader)).toEqual(['Committed Is on a Majority']);
  });

  test('5.4.2 ends with an entry of its own term', () => {
    const all = ['S2', 'S3'].map((id) => server(id, { currentTerm: 2, entries: two }));
    const leader = server('S1', { ...leads, currentTerm: 2 });
    expect(brokenBy(...all, leader, { ...leader, commitIndex: 2 })).toEqual(['Committed by an Entry of the Own Term']);
  });

  test('7 counts as stored where a snapshot stands for it', () => {
    const compacted = server('S2', { log: { snapshotIndex: 2, snapshotTerm: 1, entries: [] } });
    expect(brokenBy(compacted, server('S3'), server('S1', { ...leads, commitIndex: 2 }))).toEqual([]);
  });
});

describe('what a leader counts of another server', () => {
  const counts = (matchIndex: number) => server('S1', { ...leads, believed: new Map([['S2', { matchIndex }]]) });

  test('5.3 is stored there', () => {
    expect(brokenBy(server('S2', { entries: two }), counts(2))).toEqual([]);
    expect(brokenBy(server('S2', { entries: entriesOf(1) }), counts(2))).toEqual(['What a Leader Counts Is Stored']);
  });

  test('5.3 may be gone when the other one follows a later leader', () => {
    expect(brokenBy(server('S2', { currentTerm: 2, entries: entriesOf(1) }), counts(2))).toEqual([]);
  });
});

describe('one membership after the other', () => {
  const changes = (from: Configuration, to: Configuration) => {
    const before = server('S1', { ...leads, configuration: from, configurationIndex: 1 });
    return brokenBy(before, { ...before, configuration: to, configurationIndex: 2 });
  };

  test('4.1 one server more or less, or a joint one between, has common majorities', () => {
    const three = simpleConfiguration(['S1', 'S2', 'S3']);
    expect(changes(three, simpleConfiguration(['S1', 'S2', 'S3', 'S4']))).toEqual([]);
    expect(changes(joint, three)).toEqual([]);
    expect(changes(simpleConfiguration(['S1', 'S4', 'S5']), joint)).toEqual([]);
  });

  test('4.1 two at once has not', () => {
    const three = simpleConfiguration(['S1', 'S2', 'S3']);
    expect(changes(three, five)).toEqual(['Quorums of Successive Memberships Intersect']);
  });
});

describe('what is applied', () => {
  const judge = (...events: ReturnType<typeof applied>[]) => {
    const rules = new ApplyRules();
    const found: string[] = [];
    for (const event of events) rules.hear(event, (invariant) => found.push(invariant));
    return found;
  };

  test('5.4.3 comes once and in order, and goes on after a snapshot', () => {
    expect(judge(applied('S1', 1, 'a'), applied('S1', 2, 'b'))).toEqual([]);
    expect(judge(applied('S1', 1, 'a'), applied('S1', 1, 'a'))).toEqual(['Applied Once and in Order']);
    expect(judge(applied('S1', 2, 'b'))).toEqual(['Applied Once and in Order']);
  });

  test('5.4.3 has one answer on all servers', () => {
    expect(judge(applied('S1', 1, 'a'), applied('S2', 1, 'b'))).toEqual(['State Machine Safety']);
  });

  test('7 is written down alike by all servers', () => {
    const withSnapshot = (id: string, checksum: number) => {
      const birth = { id, configuration: five, options: defaultOptions, seed: 1, restored: nothingRestored };
      const state = createState(birth);
      const place = { lastIncludedIndex: 2, lastIncludedTerm: 1, configuration: five, configurationIndex: 0 };
      state.snapshot = { ...place, data: '', checksum };
      return state;
    };
    const rules = new ApplyRules();
    const found: string[] = [];
    for (const state of [withSnapshot('S1', 1), withSnapshot('S2', 1), withSnapshot('S3', 2)])
      rules.judgeSnapshot(state, (_, detail) => found.push(detail));
    expect(found).toEqual(['S1 and S3 have different snapshots up to index 2.']);
  });
});
