/** Thesis 9.6: before it raises its term, a server asks whether it could win, so that a returning one disturbs nobody. */
import { describe, expect, test } from 'vitest';
import { electionTimeout, five, follower, heartbeat, leader, receive, sentTo, three } from './given.ts';
import { appendEntries, preVote, preVoteReply, requestVote, vote } from './messages.ts';

const options = { preVote: true };

describe('9.6 a server whose election timer fires', () => {
  test('asks for the next term and keeps its own, its vote, and its disk', () => {
    const state = follower({ term: 3, votedFor: 'S2', log: [1, 3], options });
    const output = electionTimeout(state);
    expect([state.role.kind, state.currentTerm, state.votedFor]).toEqual(['preCandidate', 3, 'S2']);
    expect(output.save).toBeNull();
    expect(output.sendNow).toMatchObject([
      { kind: 'preVote', to: 'S2', term: 4, lastLogIndex: 2, lastLogTerm: 3 },
      { kind: 'preVote', to: 'S3', term: 4, lastLogIndex: 2, lastLogTerm: 3 },
    ]);
  });

  test('holds the election as soon as a majority would vote for it, and asks again for the real votes', () => {
    const state = follower({ term: 3, voters: five, options });
    electionTimeout(state);
    receive(state, preVoteReply('S2', 4));
    expect(state.currentTerm).toBe(3);
    const output = receive(state, preVoteReply('S3', 4));
    expect([state.role.kind, state.currentTerm, state.votedFor]).toEqual(['candidate', 4, 'S1']);
    expect(output.save?.hardState).toEqual({ currentTerm: 4, votedFor: 'S1' });
    expect(output.sendAfterSave.map(({ kind, to }) => `${kind} ${to}`)).toEqual(
      ['S2', 'S3', 'S4', 'S5'].map((to) => `requestVote ${to}`),
    );
    expect(output.notes).toContainEqual({
      ev: 'raft.role',
      role: { from: 'preCandidate', to: 'candidate', why: 'majorityOfPreVotes', votes: ['S1', 'S2', 'S3'] },
    });
  });

  test('stays in its term for ever while it is cut off', () => {
    const state = follower({ term: 3, options });
    for (let round = 0; round < 20; round++) electionTimeout(state);
    expect([state.currentTerm, state.role.kind]).toEqual([3, 'preCandidate']);
  });

  test('asks again, after T, only those who have not answered', () => {
    const state = follower({ term: 3, voters: five, options });
    electionTimeout(state);
    receive(state, preVoteReply('S2', 3, false));
    const output = heartbeat(state);
    expect(output.sendNow.map(({ kind, to }) => `${kind} ${to}`)).toEqual(['preVote S3', 'preVote S4', 'preVote S5']);
    expect(output.timers).toEqual([{ timer: 'heartbeat', afterMs: 150 }]);
  });

  test('alone in its cluster leads at once', () => {
    const state = follower({ term: 3, voters: ['S1'], options });
    electionTimeout(state);
    expect([state.role.kind, state.currentTerm]).toEqual(['leader', 4]);
  });
});

describe('9.6 a pre-candidate', () => {
  test('that hears the leader of its term follows it', () => {
    const state = follower({ term: 3, options });
    electionTimeout(state);
    receive(state, appendEntries('S2', 3));
    expect([state.role.kind, state.leaderId, state.currentTerm]).toEqual(['follower', 'S2', 3]);
  });

  test('that is refused with a higher term follows it, so that a long log in an old term can still win', () => {
    const state = follower({ term: 3, log: [3, 3], options });
    electionTimeout(state);
    receive(state, preVoteReply('S2', 7, false));
    expect([state.role.kind, state.currentTerm]).toEqual(['follower', 7]);
    expect(sentTo(electionTimeout(state), 'S2')).toMatchObject([{ kind: 'preVote', term: 8 }]);
  });

  test('counts nobody twice, no learner, no stranger, and no real vote', () => {
    const state = follower({ term: 3, voters: five, learners: ['S8'], options });
    electionTimeout(state);
    receive(state, preVoteReply('S2', 4));
    for (const [from, why] of [
      ['S2', 'duplicateVote'],
      ['S8', 'notVoter'],
      ['S9', 'notVoter'],
    ] as const) {
      expect(receive(state, preVoteReply(from, 4)).notes).toMatchObject([{ ignore: { why } }]);
    }
    expect(receive(state, vote('S3', 3)).notes).toMatchObject([{ ignore: { why: 'notCandidate' } }]);
    expect(state.role.kind).toBe('preCandidate');
  });

  test('does not take a late answer about an earlier term for one about the next', () => {
    const state = follower({ term: 3, options });
    electionTimeout(state);
    receive(state, preVoteReply('S3', 5, false));
    electionTimeout(state);
    receive(state, preVoteReply('S2', 4));
    expect([state.role.kind, state.currentTerm]).toEqual(['preCandidate', 5]);
  });

  test('6 in joint consensus needs both majorities', () => {
    const state = follower({ term: 3, options });
    state.log.configuration = { ...state.log.configuration, voters: three, outgoing: ['S1', 'S4', 'S5'] };
    electionTimeout(state);
    receive(state, preVoteReply('S2', 4));
    expect(state.role.kind).toBe('preCandidate');
    receive(state, preVoteReply('S4', 4));
    expect(state.role.kind).toBe('candidate');
  });
});

test('9.6 a late pre-vote is no vote in the election', () => {
  const state = follower({ term: 3, voters: five, options });
  electionTimeout(state);
  for (const from of ['S2', 'S3']) receive(state, preVoteReply(from, 4));
  for (const from of ['S4', 'S5']) receive(state, preVoteReply(from, 4));
  expect([state.role.kind, state.currentTerm]).toEqual(['candidate', 4]);
});

describe('9.6 a server that is asked', () => {
  test('changes nothing at all, and may say yes to several', () => {
    const state = follower({ term: 3, votedFor: 'S3', log: [1, 3] });
    const before = structuredClone(state);
    for (const from of ['S2', 'S3']) {
      const output = receive(state, preVote(from, 4, [1, 3]));
      expect(output).toMatchObject({ save: null, timers: [] });
      expect(sentTo(output, from)).toEqual([
        { kind: 'preVoteReply', from: 'S1', to: from, term: 4, voteGranted: true },
      ]);
    }
    expect(state).toEqual(before);
  });

  test.each([
    ['its log is behind', preVote('S2', 4, [1]), 'logBehind'],
    ['its term would not be a new one', preVote('S2', 3, [1, 3, 3]), 'staleTerm'],
  ])('refuses when %s, and tells its own term', (_when, request, why) => {
    const output = receive(follower({ term: 3, log: [1, 3] }), request);
    expect(sentTo(output, 'S2')).toMatchObject([{ term: 3, voteGranted: false }]);
    expect(output.notes).toMatchObject([{ vote: { preVote: true, granted: false, why } }]);
  });

  test('refuses while it hears a leader, for an election timeout and no longer', () => {
    const state = follower({ term: 3 });
    receive(state, appendEntries('S2', 3), 1000);
    expect(receive(state, preVote('S3', 4), 1149).notes).toMatchObject([{ vote: { why: 'leaderAlive' } }]);
    expect(receive(state, preVote('S3', 4), 1150).notes).toMatchObject([{ vote: { granted: true, why: 'free' } }]);
  });

  test('refuses as leader', () => {
    expect(receive(leader({ term: 3 }), preVote('S2', 4)).notes).toMatchObject([{ vote: { why: 'leaderAlive' } }]);
  });

  test('still votes in the real election', () => {
    const state = follower({ term: 3 });
    receive(state, preVote('S2', 4));
    expect(sentTo(receive(state, requestVote('S3', 4)), 'S3')).toMatchObject([{ voteGranted: true }]);
  });
});
