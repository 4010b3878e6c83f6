/** §5.3, the leader's side: what it sends, and what it learns from the answers. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { candidate, follower, heartbeat, leader, progressOf, propose, receive, sentTo } from './given.ts';
import { refusal, success, vote } from './messages.ts';

test('5.3 a new leader starts every nextIndex after its last entry and every matchIndex at 0', () => {
  const state = candidate({ term: 4, log: [1, 2, 3] });
  receive(state, vote('S2', 4));
  expect(progressOf(state, 'S2')).toMatchObject({ nextIndex: 4, matchIndex: 0, mode: 'probe' });
});

test('5.3 learners are sent entries too', () => {
  const state = candidate({ term: 4, learners: ['S8'] });
  expect(sentTo(receive(state, vote('S2', 4)), 'S8')).toMatchObject([
    { kind: 'appendEntries', entries: [{ term: 4 }] },
  ]);
});

describe('5.3 a success', () => {
  test('moves matchIndex and nextIndex and sends what is left', () => {
    const state = leader({ term: 2, log: [1, 2, 2, 2] }, { S2: { nextIndex: 2, probeSent: true } });
    const output = receive(state, success('S2', 2, 2));
    expect(progressOf(state, 'S2')).toMatchObject({
      matchIndex: 2,
      nextIndex: 5,
      mode: 'replicate',
      inFlight: [{ lastIndex: 4, length: 6 }],
    });
    expect(output.sendNow).toMatchObject([{ prevLogIndex: 2, prevLogTerm: 2, entries: [{ index: 3 }, { index: 4 }] }]);
  });

  test('of less than is known is old news', () => {
    const state = leader({ term: 2, log: [2, 2, 2] }, { S2: { nextIndex: 4, matchIndex: 3, mode: 'replicate' } });
    const output = receive(state, success('S2', 2, 1));
    expect(progressOf(state, 'S2')).toMatchObject({ nextIndex: 4, matchIndex: 3 });
    expect(output.notes).toMatchObject([{ ignore: { why: 'oldNews' } }]);
  });

  test('of what is known ends a probe that waits for it, and moves nothing elsewhere', () => {
    const waiting = leader({ term: 2, log: [2] }, { S2: { nextIndex: 1, matchIndex: 0, probeSent: true } });
    expect(receive(waiting, success('S2', 2, 0)).sendNow).toMatchObject([{ entries: [{ index: 1 }] }]);
    const elsewhere = leader({ term: 2, log: [2, 2] }, { S2: { nextIndex: 3, matchIndex: 0, probeSent: true } });
    expect(receive(elsewhere, success('S2', 2, 0))).toMatchObject({ sendNow: [], notes: [] });
    expect(progressOf(elsewhere, 'S2')).toMatchObject({ nextIndex: 3, matchIndex: 0, probeSent: true });
  });

  test('of more than the leader has is told apart and never counted', () => {
    const state = leader({ term: 2, log: [2] });
    const output = receive(state, success('S2', 2, 9));
    expect([state.commitIndex, progressOf(state, 'S2').matchIndex]).toEqual([0, 0]);
    expect(output.notes).toMatchObject([{ ignore: { why: 'beyondLog' } }]);
  });

  test('from a server that is no peer is ignored', () => {
    expect(receive(leader({ term: 2, log: [2] }), success('S9', 2, 1)).notes).toMatchObject([
      { ignore: { why: 'notMember' } },
    ]);
  });

  test('to a server that does not lead is ignored', () => {
    expect(receive(follower({ term: 2 }), success('S2', 2, 0)).notes).toMatchObject([{ ignore: { why: 'notLeader' } }]);
  });
});

describe('5.3 a refusal', () => {
  test('without a hint steps back by one', () => {
    const state = leader({ term: 2, log: [1, 2, 2] }, { S2: { nextIndex: 3, probeSent: true } });
    const output = receive(state, refusal('S2', 2, 2, null));
    expect(progressOf(state, 'S2')).toMatchObject({ nextIndex: 2, mode: 'probe', probeSent: true });
    expect(output.sendNow).toMatchObject([{ prevLogIndex: 1 }]);
  });

  test('of a probe that was asked before is old news', () => {
    const state = leader({ term: 2, log: [1, 2, 2] }, { S2: { nextIndex: 2, probeSent: true } });
    expect(receive(state, refusal('S2', 2, 3, null)).notes).toMatchObject([{ ignore: { why: 'oldNews' } }]);
  });

  test('never goes to matchIndex or below', () => {
    const state = leader(
      { term: 2, log: [1, 2, 2] },
      { S2: { nextIndex: 4, matchIndex: 2, mode: 'replicate', inFlight: [{ lastIndex: 3, length: 3 }] } },
    );
    receive(state, refusal('S2', 2, 3, { term: null, index: 1 }));
    expect(progressOf(state, 'S2')).toMatchObject({ nextIndex: 3, matchIndex: 2, mode: 'probe', inFlight: [] });
    expect(receive(state, refusal('S2', 2, 2, null)).notes).toMatchObject([{ ignore: { why: 'oldNews' } }]);
  });

  test('with a hint beyond the question still goes back', () => {
    const state = leader({ term: 2, log: [1, 2, 2] }, { S2: { nextIndex: 3, probeSent: true } });
    receive(state, refusal('S2', 2, 2, { term: null, index: 99 }));
    expect(progressOf(state, 'S2').nextIndex).toBe(2);
  });
});

test('5.3 heartbeats go to everyone, repeat a lost probe, and say what is committed', () => {
  const state = leader({ term: 2, log: [2, 2], commitIndex: 1 }, { S2: { nextIndex: 2, probeSent: true } });
  const output = heartbeat(state);
  expect(sentTo(output, 'S2')).toMatchObject([{ prevLogIndex: 1, entries: [{ index: 2 }], leaderCommit: 1 }]);
  expect(sentTo(output, 'S3')).toMatchObject([{ prevLogIndex: 2, entries: [], leaderCommit: 1 }]);
  expect(output.timers).toEqual([{ timer: 'heartbeat', afterMs: 50 }]);
});

test('5.3 whatever answers come in whatever order, matchIndex never falls and nextIndex stays above it', () => {
  const answers = fc.array(
    fc.record({ ok: fc.boolean(), index: fc.nat(8), term: fc.constantFrom(null, 1, 2, 3), propose: fc.boolean() }),
    { maxLength: 25 },
  );
  return fc.assert(
    fc.property(answers, (list) => {
      const state = leader({ term: 3, log: [1, 2, 2, 3, 3] });
      for (const { ok, index, term, propose: alsoProposes } of list) {
        const before = progressOf(state, 'S2').matchIndex;
        if (alsoProposes) propose(state, 'x');
        receive(state, ok ? success('S2', 3, index) : refusal('S2', 3, index, { term, index: Math.max(1, index - 1) }));
        const { matchIndex, nextIndex } = progressOf(state, 'S2');
        expect(matchIndex).toBeGreaterThanOrEqual(before);
        expect(nextIndex).toBeGreaterThan(matchIndex);
        expect(nextIndex).toBeLessThanOrEqual(state.log.entries.length + 1);
      }
    }),
  );
});
