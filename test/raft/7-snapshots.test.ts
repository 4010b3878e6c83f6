/** §7: a server writes its state machine down and lets go of the log up to there, and starts from that after a crash. */
import { describe, expect, test } from 'vitest';
import { crc32 } from '../../core/raft/checksum.ts';
import { InvariantBroken } from '../../core/raft/invariant.ts';
import { lastLogIndex } from '../../core/raft/log.ts';
import { compactionProblem } from '../../core/raft/snapshot.ts';
import { createState } from '../../core/raft/state.ts';
import { step } from '../../core/raft/step.ts';
import {
  compact,
  compactedFollower,
  configurationOf,
  entriesOf,
  follower,
  leader,
  machineAt,
  membershipEntry,
  plainOptions,
  propose,
  receive,
  saved,
  termsOf,
  three,
} from './given.ts';
import { appendEntries, snapshotOf, success } from './messages.ts';

describe('7 taking a snapshot', () => {
  test('lets go of the entries up to it and keeps those after it', () => {
    const state = follower({ term: 4, log: [1, 1, 2, 4, 4], commitIndex: 3 });
    const output = compact(state, 3, 'all so far');
    expect(state.log).toMatchObject({ snapshotIndex: 3, snapshotTerm: 2, changedFrom: null });
    expect([termsOf(state), lastLogIndex(state.log), state.commitIndex, state.lastApplied]).toEqual([[4, 4], 5, 3, 3]);
    expect(output.notes).toContainEqual({
      ev: 'log.compact',
      compact: {
        lastIncludedIndex: 3,
        lastIncludedTerm: 2,
        configuration: configurationOf(three),
        configurationIndex: 0,
        length: 10,
        why: 'taken',
        keepsLog: true,
      },
    });
  });

  test('is saved, and the state machine stays as it is', () => {
    const state = follower({ log: [1, 1], commitIndex: 2 });
    const snapshot = machineAt(state, 2);
    const output = step(state, { kind: 'compact', snapshot }, 0);
    expect(output.save).toMatchObject({ hardState: null, snapshot: { snapshot, keepsLog: true }, entries: [] });
    expect([output.install, output.apply, output.sendNow]).toEqual([null, [], []]);
    expect(state.snapshot).toBe(snapshot);
  });

  test('never reaches beyond what is applied', () => {
    const state = follower({ log: [1, 1, 1], commitIndex: 2 });
    expect(compactionProblem(state, 3)).toBe('beyondApplied');
    expect(() => compact(state, 3)).toThrow(InvariantBroken);
  });

  test('of what is compacted already says that there is nothing new, and does nothing', () => {
    const state = compactedFollower(5, 2, [2]);
    expect([compactionProblem(state, 5), compactionProblem(state, 4)]).toEqual(['nothingNew', 'nothingNew']);
    const output = step(state, { kind: 'compact', snapshot: snapshotOf(4, 2, state.log.configuration) }, 0);
    expect([output.save, output.notes, state.log.snapshotIndex]).toEqual([null, [], 5]);
  });

  test('with the term of another entry is a broken invariant', () => {
    const state = follower({ term: 3, log: [1, 3], commitIndex: 2 });
    const snapshot = snapshotOf(2, 1, state.log.configuration);
    expect(() => step(state, { kind: 'compact', snapshot }, 0)).toThrow(InvariantBroken);
  });

  test('leaves a leader that waits for its disk as it was: what is not reported is not counted', () => {
    const state = leader({ term: 2, log: [2], commitIndex: 1 });
    const late = propose(state, 'x');
    compact(state, 1);
    receive(state, success('S2', 2, 2));
    expect([state.durableIndex, state.commitIndex]).toEqual([1, 1]);
    saved(state, late);
    expect([state.durableIndex, state.commitIndex]).toEqual([2, 2]);
  });

  test('6 keeps the membership of the log up to it, and where that came from', () => {
    const next = configurationOf(['S1', 'S2']);
    const later = configurationOf(['S1']);
    const state = follower({ log: [1] });
    const entries = [membershipEntry(2, 1, next), ...entriesOf([1], 3), membershipEntry(4, 1, later)];
    receive(state, { ...appendEntries('S2', 1, { before: [1], leaderCommit: 3 }), entries });
    receive(state, appendEntries('S2', 1, { before: [1, 1, 1], leaderCommit: 3 }));
    const output = compact(state, 3);
    expect(output.save?.snapshot?.snapshot).toMatchObject({ configuration: next, configurationIndex: 2 });
    expect(state.log).toMatchObject({
      snapshotConfiguration: next,
      snapshotConfigurationIndex: 2,
      configuration: later,
      configurationIndex: 4,
    });
  });
});

describe('7 a restart', () => {
  const snapshot = { ...snapshotOf(5, 2, configurationOf(['S1', 'S2']), 'state'), configurationIndex: 4 };
  const birth = { id: 'S1', configuration: configurationOf(three), options: plainOptions, seed: 1 };
  const restored = { hardState: { currentTerm: 3, votedFor: null }, snapshot, entries: entriesOf([2, 3], 6) };

  test('begins with the snapshot: all up to it is committed, and nothing of it is applied again', () => {
    const state = createState({ ...birth, restored });
    expect(state).toMatchObject({ commitIndex: 5, lastApplied: 5, durableIndex: 7, snapshot });
    const output = receive(state, appendEntries('S2', 3, { before: [1, 1, 2, 2, 2, 2, 3], leaderCommit: 7 }));
    expect(output.apply.map(({ index }) => index)).toEqual([6, 7]);
  });

  test('6 has the membership of the snapshot in force', () => {
    const { log } = createState({ ...birth, restored });
    expect(log).toMatchObject({ configuration: { voters: ['S1', 'S2'] }, configurationIndex: 4 });
  });

  test('with entries that do not follow the snapshot is refused', () => {
    expect(() => createState({ ...birth, restored: { ...restored, entries: entriesOf([3], 8) } })).toThrow(
      InvariantBroken,
    );
  });
});

test('7 the checksum of a text is the checksum of its parts, one after the other', () => {
  expect(crc32('')).toBe(0);
  expect(crc32('b', crc32('a'))).toBe(crc32('ab'));
  expect(crc32('äöü €\u{1f600}', crc32('x'))).toBe(crc32('xäöü €\u{1f600}'));
  expect(crc32('ab')).not.toBe(crc32('ba'));
  expect(crc32('\u0100')).not.toBe(crc32('\u0001'));
});
