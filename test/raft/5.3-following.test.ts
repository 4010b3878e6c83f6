/** §5.3, the follower's side: Figure 2, "AppendEntries RPC", receiver implementation. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InvariantBroken } from '../../core/raft/invariant.ts';
import { compactedFollower, follower, notesOf, receive, termsOf } from './given.ts';
import { appendEntries } from './messages.ts';

describe('5.3 the consistency check', () => {
  test('passes at the empty prefix', () => {
    const output = receive(follower(), appendEntries('S2', 1, { terms: [1, 1] }));
    expect(output.sendAfterSave).toMatchObject([{ success: true, matchIndex: 2 }]);
  });

  test('fails where the log is too short, and says where it ends', () => {
    const output = receive(follower({ log: [1] }), appendEntries('S2', 1, { before: [1, 1, 1], terms: [1] }));
    expect(output.sendAfterSave).toMatchObject([{ success: false, matchIndex: 0, conflict: { term: null, index: 2 } }]);
    expect(output.notes).toContainEqual(
      expect.objectContaining({ check: expect.objectContaining({ why: 'logTooShort', ownTerm: null }) }),
    );
  });

  test('fails on another term, and says that term and its first index', () => {
    const state = follower({ term: 4, log: [1, 2, 2, 2] });
    const output = receive(state, appendEntries('S2', 4, { before: [1, 3, 3, 3], terms: [4] }));
    expect(output.sendAfterSave).toMatchObject([{ success: false, prevLogIndex: 4, conflict: { term: 2, index: 2 } }]);
    expect(termsOf(state)).toEqual([1, 2, 2, 2]);
  });

  test('a refusal still makes the sender the leader', () => {
    const state = follower({ term: 4, log: [] });
    receive(state, appendEntries('S2', 4, { before: [4] }));
    expect(state.leaderId).toBe('S2');
  });
});

describe('5.3 storing entries', () => {
  test('a real conflict cuts the suffix, and says what went', () => {
    const state = follower({ term: 4, log: [1, 2, 2] });
    const output = receive(state, appendEntries('S2', 4, { before: [1], terms: [4] }));
    expect(termsOf(state)).toEqual([1, 4]);
    expect(output.notes).toContainEqual({
      ev: 'log.truncate',
      truncate: { fromIndex: 2, toIndex: 3, leader: 'S2' },
    });
  });

  test('a request that covers only a prefix cuts nothing', () => {
    const state = follower({ term: 3, log: [1, 2, 3, 3] });
    const output = receive(state, appendEntries('S2', 3, { before: [1], terms: [2] }));
    expect(termsOf(state)).toEqual([1, 2, 3, 3]);
    expect(output.sendAfterSave).toMatchObject([{ success: true, matchIndex: 2 }]);
    expect(output.save).toBeNull();
  });

  test('a request that overlaps appends only what is missing', () => {
    const state = follower({ term: 3, log: [1, 2] });
    const output = receive(state, appendEntries('S2', 3, { terms: [1, 2, 3] }));
    expect(output.save?.entries.map(({ index }) => index)).toEqual([3]);
  });

  test('committed entries are never contradicted: that is a broken invariant', () => {
    const state = follower({ term: 4, log: [1, 2], commitIndex: 2 });
    expect(() => receive(state, appendEntries('S2', 4, { before: [1], terms: [4] }))).toThrow(InvariantBroken);
  });

  test('what lies in the snapshot is committed and agrees', () => {
    const state = compactedFollower(5, 2, [2, 3]);
    const output = receive(state, appendEntries('S2', 3, { before: [1, 1], terms: [1, 1, 2, 2, 3, 3] }));
    expect(output.sendAfterSave).toMatchObject([{ success: true, matchIndex: 8 }]);
    expect(termsOf(state)).toEqual([2, 3, 3]);
  });
});

describe('5.3 the follower commits', () => {
  test.each([
    { leaderCommit: 1, sent: [1, 1], to: 1, rule: 'what the leader has committed' },
    { leaderCommit: 9, sent: [1, 1], to: 2, rule: 'nothing beyond what this request verified' },
  ])('$rule', ({ leaderCommit, sent, to }) => {
    const state = follower();
    const output = receive(state, appendEntries('S2', 1, { terms: sent, leaderCommit }));
    expect([state.commitIndex, output.apply.length]).toEqual([to, to]);
    expect(output.notes).toContainEqual({ ev: 'log.commit', commit: { from: 0, to, why: 'leaderCommit' } });
  });

  test('up to prevLogIndex on a heartbeat, not to the end of its own log', () => {
    const state = follower({ term: 3, log: [1, 1, 2, 2], commitIndex: 1 });
    receive(state, appendEntries('S2', 3, { before: [1, 1], leaderCommit: 4 }));
    expect(state.commitIndex).toBe(2);
  });

  test('never backwards', () => {
    const state = follower({ log: [1, 1], commitIndex: 2 });
    const output = receive(state, appendEntries('S2', 1, { before: [1], leaderCommit: 1 }));
    expect([state.commitIndex, output.apply]).toEqual([2, []]);
  });
});

test('a heartbeat that agrees leaves no note', () => {
  const state = follower({ log: [1], leaderId: 'S2' });
  expect(notesOf(receive(state, appendEntries('S2', 1, { before: [1] })))).toEqual([]);
});

test('5.3 however requests of one leader are reordered, repeated or lost, the follower holds a prefix of its log or grows into it', () => {
  const leaderLog = [1, 1, 2, 4, 4, 5];
  const request = fc.tuple(fc.nat(leaderLog.length), fc.nat(3), fc.nat(leaderLog.length));
  return fc.assert(
    fc.property(
      fc.array(request, { maxLength: 12 }),
      fc.constantFrom([], [1, 1, 3, 3], [1, 3, 3, 3, 3, 3, 3]),
      (requests, log) => {
        const state = follower({ term: 5, log });
        let verified = 0;
        for (const [prev, count, commit] of requests) {
          const [before, terms] = [leaderLog.slice(0, prev), leaderLog.slice(prev, prev + count)];
          const [reply] = receive(state, appendEntries('S2', 5, { before, terms, leaderCommit: commit })).sendAfterSave;
          if (reply?.kind === 'appendEntriesReply' && reply.success) verified = Math.max(verified, reply.matchIndex);
          expect(termsOf(state).slice(0, verified)).toEqual(leaderLog.slice(0, verified));
          expect(state.commitIndex).toBeLessThanOrEqual(verified);
        }
      },
    ),
  );
});
