/** What being committed means to the judge (§5.3, §5.4): who must store it, who must know it, and who may not. */
import { describe, expect, test } from 'vitest';
import { InvariantChecker } from '../../core/check/invariants.ts';
import type { ServerState } from '../../core/check/server-state.ts';
import { simpleConfiguration } from '../../core/raft/membership.ts';
import { entriesOf, entry, server } from './servers.ts';

function brokenBy(...steps: ServerState[]): string[] {
  const checker = new InvariantChecker();
  return steps.flatMap((step) => checker.observe([step]).map(({ invariant }) => invariant));
}

const compacted = (snapshotIndex: number, snapshotTerm = 1) => ({ log: { snapshotIndex, snapshotTerm, entries: [] } });

describe('a majority', () => {
  const leader = server('S1', { role: 'leader', currentTerm: 2, entries: entriesOf(1, 2), commitIndex: 2 });
  const lacking = ['Committed Is on a Majority'];

  test('5.3 is of those who hold the entry itself, not another one at its index', () => {
    const other = (id: string) => server(id, { currentTerm: 2, entries: entriesOf(1, 1) });
    expect(brokenBy(other('S2'), other('S3'), leader)).toEqual(lacking);
  });

  test('7 counts a snapshot that goes beyond the entry', () => {
    expect(
      brokenBy(server('S2', { currentTerm: 2, ...compacted(3) }), server('S3', { currentTerm: 2 }), leader),
    ).toEqual([]);
  });

  test('is not denied by servers of which nothing is known', () => {
    const checker = new InvariantChecker();
    const others = ['S2', 'S3'].map((id) => server(id, { currentTerm: 2 }));
    checker.observe(others);
    for (const { id } of others) checker.forget(id);
    expect(checker.observe([leader])).toEqual([]);
  });

  test('cannot be missed in a membership that nobody has told', () => {
    expect(brokenBy({ ...leader, configuration: simpleConfiguration([]) })).toEqual([]);
  });

  test('4.1 of a membership that a new leader only found in its log is not asked for', () => {
    const five = simpleConfiguration(['S1', 'S2', 'S3', 'S4', 'S5']);
    const others = ['S2', 'S3', 'S4', 'S5'].map((id) => server(id, { currentTerm: 2 }));
    const found = { role: 'leader', currentTerm: 2, configuration: five, configurationIndex: 3 } as const;
    const grown = server('S1', { ...found, entries: [...entriesOf(1, 2), entry(3, 2)], commitIndex: 2 });
    expect(brokenBy(...others, grown)).toEqual([]);
    expect(brokenBy(...others, { ...grown, commitIndex: 3 })).toEqual(lacking);
  });
});

describe('completeness', () => {
  const committed = server('S2', { entries: entriesOf(1, 1), commitIndex: 2 });
  const incomplete = ['Leader Completeness'];

  test('5.4 is asked again of a server that leads a later term', () => {
    const led = { role: 'leader', currentTerm: 2 } as const;
    const early = server('S1', { ...led, entries: entriesOf(1, 1) });
    const late = server('S1', { ...led, currentTerm: 4, entries: entriesOf(1) });
    expect(brokenBy(committed, early, late)).toEqual(incomplete);
  });

  test('5.4 is asked from the lowest term on in which the entry was known to be committed', () => {
    const late = server('S2', { currentTerm: 3, entries: entriesOf(1), commitIndex: 1 });
    const leader = server('S1', { role: 'leader', currentTerm: 3 });
    const earlier = server('S3', { currentTerm: 2, entries: entriesOf(1), commitIndex: 1 });
    expect(brokenBy(late, leader, leader)).toEqual([]);
    expect(brokenBy(late, leader, earlier, leader)).toEqual(incomplete);
  });

  test('7 is not asked below a snapshot, where the leader has no entries to show', () => {
    expect(brokenBy(committed, server('S1', { role: 'leader', currentTerm: 2, ...compacted(2) }))).toEqual([]);
  });
});

describe('what is applied', () => {
  const high = server('S1', { entries: entriesOf(1, 1), commitIndex: 2, lastApplied: 2 });

  test('never falls in one life of a server, and begins again with the next', () => {
    expect(brokenBy(high, { ...high, lastApplied: 1 })).toEqual(['The Applied Index Never Falls']);
    expect(brokenBy(high, { ...high, incarnation: 2, commitIndex: 0, lastApplied: 0 })).toEqual([]);
  });

  test('7 may be what the snapshot holds, without an entry in the log', () => {
    expect(brokenBy(server('S1', { ...compacted(2), commitIndex: 2, lastApplied: 2 }))).toEqual([]);
  });
});
