/** §7, Figure 13, the follower's side: a snapshot comes in chunks and takes the place of the state machine. */
import { describe, expect, test } from 'vitest';
import type { Output } from '../../core/raft/duties.ts';
import type { InstallSnapshotReply } from '../../core/raft/messages.ts';
import type { RaftState } from '../../core/raft/types.ts';
import {
  candidate,
  compactedFollower,
  configurationOf,
  entriesOf,
  follower,
  leader,
  membershipEntry,
  receive,
  saved,
  termsOf,
  three,
} from './given.ts';
import { appendEntries, installSnapshot, snapshotOf, vote } from './messages.ts';

const text = 'twelve chars';
const snapshot = snapshotOf(5, 3, configurationOf(three), text);

function chunk(state: RaftState, offset: number, length: number): Output {
  return receive(state, installSnapshot('S2', 3, snapshot, { offset, length }));
}

function replyIn({ sendAfterSave }: Output): InstallSnapshotReply | undefined {
  const [reply] = sendAfterSave;
  return reply?.kind === 'installSnapshotReply' ? reply : undefined;
}

function whyOf({ notes }: Output): string | undefined {
  return notes.flatMap((note) => (note.ev === 'raft.chunk' ? [note.chunk.why] : []))[0];
}

describe('7 chunks', () => {
  test('are put together in order, each answered with how much there is, and the last one installs', () => {
    const state = follower({ term: 3 });
    for (const offset of [0, 5]) {
      const output = chunk(state, offset, 5);
      expect(replyIn(output)).toMatchObject({ offset: offset + 5, installed: false, lastIncludedIndex: 5 });
      expect([output.install, output.save]).toEqual([null, null]);
    }
    const output = chunk(state, 10, 5);
    expect(output.install).toEqual(snapshot);
    expect(replyIn(output)).toMatchObject({ offset: 12, installed: true });
    expect([state.commitIndex, state.lastApplied, state.incoming]).toEqual([5, 5, null]);
    expect([state.log.snapshotIndex, state.log.snapshotTerm, termsOf(state)]).toEqual([5, 3, []]);
  });

  test('are installed on the disk before the leader may count them', () => {
    const state = follower({ term: 3, log: [1, 1] });
    const output = receive(state, installSnapshot('S2', 3, snapshot));
    expect(output.save).toMatchObject({ snapshot: { snapshot, keepsLog: false }, entries: [] });
    expect([output.sendNow, output.sendAfterSave.length]).toEqual([[], 1]);
    saved(state, output);
    expect(state.durableIndex).toBe(5);
  });

  test('that come twice are taken once, and a lost answer is made good', () => {
    const state = follower({ term: 3 });
    chunk(state, 0, 5);
    const output = chunk(state, 0, 5);
    expect([whyOf(output), replyIn(output)?.offset, state.incoming?.text]).toEqual(['repeated', 5, 'twelv']);
  });

  test('leave no hole: one that is too early is not taken, and the leader hears where to go on', () => {
    const state = follower({ term: 3 });
    chunk(state, 0, 3);
    const output = chunk(state, 6, 6);
    expect([whyOf(output), replyIn(output)?.offset, output.install]).toEqual(['gap', 3, null]);
    expect(chunk(state, 3, 9).install?.data).toBe(text);
  });

  test('after a restart of the follower begin anew', () => {
    const output = chunk(follower({ term: 3 }), 6, 3);
    expect([whyOf(output), replyIn(output)?.offset]).toEqual(['gap', 0]);
  });

  test('of another snapshot begin anew', () => {
    const state = follower({ term: 3 });
    chunk(state, 0, 5);
    receive(state, installSnapshot('S2', 3, snapshotOf(7, 3, configurationOf(three), 'newer'), { length: 2 }));
    expect(state.incoming).toMatchObject({ lastIncludedIndex: 7, text: 'ne' });
    receive(state, installSnapshot('S2', 3, snapshotOf(7, 3, configurationOf(three), 'other'), { length: 1 }));
    expect(state.incoming).toMatchObject({ lastIncludedIndex: 7, text: 'o' });
  });

  test('do not outlive the term of their leader', () => {
    const state = follower({ term: 3 });
    chunk(state, 0, 5);
    receive(state, vote('S3', 4, false));
    expect(state.incoming).toBeNull();
  });

  test('that do not give the text that was promised are thrown away', () => {
    const state = follower({ term: 3, log: [1] });
    chunk(state, 0, 5);
    const before = termsOf(state);
    const bad = receive(state, { ...installSnapshot('S2', 3, snapshot, { offset: 5 }), data: 'e_chars' });
    expect([whyOf(bad), replyIn(bad)?.offset, replyIn(bad)?.installed]).toEqual(['badChecksum', 0, false]);
    expect([bad.install, bad.save, termsOf(state), state.incoming]).toEqual([null, null, before, null]);
  });

  test('of no text at all install, too', () => {
    const empty = snapshotOf(5, 3, configurationOf(three), '');
    expect(receive(follower({ term: 3 }), installSnapshot('S2', 3, empty)).install).toEqual(empty);
  });
});

describe('7 what becomes of the log', () => {
  test('rule 6: an entry like the last included one stays with all that follows, and what it says is committed', () => {
    const state = follower({ term: 3, log: [1, 1, 3, 3, 3, 3, 3], commitIndex: 1 });
    const output = receive(state, installSnapshot('S2', 3, snapshot));
    expect([termsOf(state), state.commitIndex]).toEqual([[1, 1, 3, 3, 3, 3, 3], 5]);
    expect(output.apply.map(({ index }) => index)).toEqual([2, 3, 4, 5]);
    expect([output.install, whyOf(output), replyIn(output)?.installed]).toEqual([null, 'matchesLog', true]);
  });

  test('rule 7: a log that contradicts the snapshot is void as a whole', () => {
    const state = follower({ term: 3, log: [1, 1, 2, 2, 2, 2, 2], commitIndex: 1 });
    const output = receive(state, installSnapshot('S2', 3, snapshot));
    expect([termsOf(state), state.log.snapshotIndex, state.commitIndex]).toEqual([[], 5, 5]);
    expect(output.save?.snapshot?.keepsLog).toBe(false);
    expect(output.notes).toContainEqual(
      expect.objectContaining({ compact: expect.objectContaining({ why: 'installed', keepsLog: false }) }),
    );
  });

  test('a late report of what is void never counts', () => {
    const state = follower({ term: 2, log: [1] });
    const late = receive(state, appendEntries('S3', 2, { before: [1], terms: [2, 2, 2, 2, 2, 2, 2] }));
    const installed = receive(state, installSnapshot('S2', 3, snapshot));
    saved(state, late);
    expect(state.durableIndex).toBeLessThanOrEqual(5);
    saved(state, installed);
    expect(state.durableIndex).toBe(5);
  });

  test.each([5, 6])('a snapshot of what is committed up to %i does not move the state machine back', (commitIndex) => {
    const state = follower({ term: 3, log: [1, 1, 3, 3, 3, 3], commitIndex });
    const output = receive(state, installSnapshot('S2', 3, snapshot));
    expect([output.install, output.save, state.commitIndex, state.lastApplied]).toEqual([
      null,
      null,
      commitIndex,
      commitIndex,
    ]);
    expect([whyOf(output), replyIn(output)?.installed]).toEqual(['notNewer', true]);
  });

  test('the entries right behind the snapshot are taken', () => {
    const state = follower({ term: 3 });
    receive(state, installSnapshot('S2', 3, snapshot));
    const request = { ...appendEntries('S2', 3), prevLogIndex: 5, prevLogTerm: 3, entries: entriesOf([3], 6) };
    expect(receive(state, { ...request, leaderCommit: 6 })).toMatchObject({
      sendAfterSave: [{ success: true, matchIndex: 6 }],
      apply: [{ index: 6 }],
    });
  });

  test('6 the membership of the snapshot is in force, and none of the log that is gone', () => {
    const state = follower({ term: 3, log: [1] });
    receive(state, { ...appendEntries('S3', 3), entries: [membershipEntry(1, 2, configurationOf(['S1', 'S3']))] });
    const membership = configurationOf(['S2', 'S3'], ['S1']);
    const output = receive(
      state,
      installSnapshot('S3', 3, { ...snapshot, configuration: membership, configurationIndex: 2 }),
    );
    expect(state.log).toMatchObject({ configuration: membership, configurationIndex: 2 });
    expect(output.notes).toContainEqual({
      ev: 'raft.configuration',
      configuration: { index: 2, inForce: membership, why: 'installed' },
    });
  });
});

describe('5.1, 5.2 an InstallSnapshot', () => {
  test('is the word of a leader: a candidate of its term stands back, and a follower waits anew', () => {
    const state = candidate({ term: 3 });
    receive(state, installSnapshot('S2', 3, snapshot, { length: 1 }));
    expect([state.role.kind, state.leaderId]).toEqual(['follower', 'S2']);
    expect(chunk(follower({ term: 3 }), 0, 1).timers).toMatchObject([{ timer: 'election' }]);
  });

  test('of a higher term is followed', () => {
    const state = leader({ term: 2, log: [2] });
    receive(state, installSnapshot('S2', 3, snapshot));
    expect([state.role.kind, state.currentTerm, state.commitIndex]).toEqual(['follower', 3, 5]);
  });

  test('of an older term is answered with the own term, and changes nothing', () => {
    const state = follower({ term: 4, log: [1] });
    const output = receive(state, installSnapshot('S2', 3, snapshot));
    expect(replyIn(output)).toMatchObject({ term: 4, installed: false });
    expect([whyOf(output), output.install, termsOf(state), state.leaderId]).toEqual(['staleTerm', null, [1], null]);
  });

  test('of two leaders in one term is a broken invariant', () => {
    const state = follower({ term: 3, leaderId: 'S3' });
    expect(() => receive(state, installSnapshot('S2', 3, snapshot))).toThrow('S3 and S2 both lead term 3');
  });
});

test('7 a compacted follower takes a newer snapshot as any other does', () => {
  const state = compactedFollower(3, 1, [1]);
  receive(state, installSnapshot('S2', 3, snapshot));
  expect([state.log.snapshotIndex, termsOf(state)]).toEqual([5, []]);
});
