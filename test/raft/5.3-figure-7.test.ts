/** §5.3 and Figure 7: a leader brings every follower to its own log, one request per conflicting term. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nextIndexAfter } from '../../core/raft/answers.ts';
import type { Message } from '../../core/raft/messages.ts';
import type { RaftState } from '../../core/raft/types.ts';
import { compactedFollower, electionTimeout, follower, heartbeat, leader, receive, saved, termsOf } from './given.ts';
import { vote } from './messages.ts';

const leaderLog = [1, 1, 1, 4, 4, 5, 5, 6, 6, 6];

describe.each([
  { name: 'a', log: [1, 1, 1, 4, 4, 5, 5, 6, 6], probes: [10, 9] },
  { name: 'b', log: [1, 1, 1, 4], probes: [10, 4] },
  { name: 'c', log: [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 6], probes: [10] },
  { name: 'd', log: [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 7, 7], probes: [10] },
  { name: 'e', log: [1, 1, 1, 4, 4, 4, 4], probes: [10, 7, 5] },
  { name: 'f', log: [1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3], probes: [10, 6, 3] },
])('5.3 Figure 7, follower ($name)', ({ log, probes }) => {
  const { leading, following, asked } = converge(leaderLog, log);

  test('ends with the log of the leader', () => expect(termsOf(following)).toEqual(termsOf(leading)));

  test('is asked once per conflicting term', () => expect(asked).toEqual(probes));
});

test("5.3 after the leader's own last entry of the conflicting term, else at that term's first index", () => {
  const state = leader({ term: 8, log: leaderLog });
  expect(nextIndexAfter(state, { term: null, index: 5 })).toBe(5);
  expect(nextIndexAfter(state, { term: 4, index: 4 })).toBe(6);
  expect(nextIndexAfter(state, { term: 2, index: 4 })).toBe(4);
  expect(nextIndexAfter(state, { term: 9, index: 11 })).toBe(11);
});

test('5.3 a snapshot may hold the last entry of the conflicting term', () => {
  const state = compactedFollower(5, 2, [4]);
  expect(nextIndexAfter(state, { term: 2, index: 4 })).toBe(6);
  expect(nextIndexAfter(state, { term: 3, index: 6 })).toBe(6);
});

/** Any two logs that Raft can make: equal up to a point, and from there on never of one term at one index (§5.3). */
const twoLogs = fc.tuple(ascending([1, 2, 3]), ascending([3, 5, 7]), ascending([4, 6])).map(
  ([shared, odd, even]) =>
    [
      [...shared, ...odd],
      [...shared, ...even],
    ] as const,
);

function ascending(terms: readonly number[]) {
  return fc.array(fc.constantFrom(...terms), { maxLength: 7 }).map((list) => list.sort((one, other) => one - other));
}

test('5.3 two logs converge, whatever they hold', () => {
  return fc.assert(
    fc.property(twoLogs, fc.boolean(), fc.integer({ min: 1, max: 4 }), ([one, other], swap, batch) => {
      const { leading, following, asked } = swap ? converge(other, one, batch) : converge(one, other, batch);
      expect(termsOf(following)).toEqual(termsOf(leading));
      expect(asked.length).toBeLessThanOrEqual(new Set([...one, ...other]).size + 2);
    }),
  );
});

/** S1 wins term 8 with S3's vote and then talks with S2 alone; `asked` are its probes' prevLogIndex. */
function converge(mine: readonly number[], theirs: readonly number[], maxEntriesPerMessage = 512) {
  const leading = follower({ term: 7, log: mine, options: { maxEntriesPerMessage, maxInFlight: 2 } });
  const following = follower({ id: 'S2', term: 7, log: theirs });
  // Nobody votes before the candidate has its own vote on its disk.
  saved(leading, electionTimeout(leading));
  const asked: number[] = [];
  let found = false;
  const queue: Message[] = [...receive(leading, vote('S3', 8)).sendNow];
  for (let message = queue.shift(); message !== undefined; message = queue.shift()) {
    if (message.to === 'S3') continue;
    if (message.kind === 'appendEntries' && !found) asked.push(message.prevLogIndex);
    if (message.kind === 'appendEntriesReply' && message.success) found = true;
    queue.push(...deliver(message.to === 'S1' ? leading : following, message));
  }
  expect(heartbeat(leading).sendNow.some(({ kind, to }) => kind === 'appendEntries' && to === 'S2')).toBe(true);
  return { leading, following, asked };
}

function deliver(state: RaftState, message: Message): Message[] {
  const output = receive(state, message);
  return [...output.sendNow, ...output.sendAfterSave];
}
