/** §6 The fold of memberships, of the rules and of servers that come and go. */
import { describe, expect, test } from 'vitest';
import type { EventOf } from '../../core/trace/events.ts';
import { isQuorum, placeIn, votersOf } from '../../core/trace/membership.ts';
import { majority, membershipOf } from '../../core/trace/queries.ts';
import type { EventDraft } from '../../core/trace/recorder.ts';
import { joint, simple } from './extension-samples.ts';
import { fold, nodeOf, on, start } from './folded.ts';
import { rules } from './samples.ts';

function comesIntoForce(
  inForce: EventOf<'raft.configuration'>['configuration']['inForce'],
  index: number,
  node = 'S2',
): EventDraft {
  return { ...on(node), ev: 'raft.configuration', configuration: { index, inForce, why: 'appended' } };
}

describe('the membership', () => {
  test('of the beginning is everyone in the header, at index 0', () => {
    expect(nodeOf(fold()).configuration).toEqual({ ...simple, index: 0 });
    expect(membershipOf(fold())).toEqual({ ...simple, index: 0 });
  });

  test('is the one that came into force last, and of the beginning again after a start with an empty disk', () => {
    expect(nodeOf(fold(comesIntoForce(joint, 7))).configuration).toEqual({ ...joint, index: 7 });
    expect(nodeOf(fold(comesIntoForce(joint, 7), start)).configuration.index).toBe(0);
  });

  test('of the cluster is that of the leader of the highest term, else of the newest log', () => {
    const leads: EventDraft = {
      ...on('S3', { currentTerm: 9 }),
      ev: 'node.start',
      lifecycle: { address: null, detail: null, why: 'started' },
    };
    expect(membershipOf(fold(comesIntoForce(joint, 7), leads)).outgoing).toEqual([]);
    const follows = { role: 'follower', lastLogTerm: 1, lastLogIndex: 99 } as const;
    const stale: EventDraft = { ...on('S3', follows), ev: 'raft.leader', leader: { id: null } };
    const newest: EventDraft = {
      ...on('S2', { ...follows, lastLogTerm: 4, lastLogIndex: 7 }),
      ev: 'raft.configuration',
      configuration: { index: 7, inForce: joint, why: 'appended' },
    };
    expect(membershipOf(fold(stale, newest))).toEqual({ ...joint, index: 7 });
  });

  test('says who is what, and whose agreement decides: in joint consensus both majorities', () => {
    expect(['S1', 'S3', 'S4', 'S5', 'S9'].map((id) => placeIn(joint, id))).toEqual([
      'voter',
      'leaving',
      'voter',
      'learner',
      'none',
    ]);
    expect(votersOf(joint)).toEqual(['S1', 'S2', 'S4', 'S3']);
    const agree = (...ids: string[]) => isQuorum(joint, new Set(ids));
    expect([agree('S1', 'S2'), agree('S1', 'S4'), agree('S1', 'S3'), agree('S3', 'S4', 'S5')]).toEqual([
      true,
      false,
      false,
      false,
    ]);
    expect(isQuorum(simple, new Set(['S1', 'S3']))).toBe(true);
  });

  test('a majority is one of the voters, however many servers there are to see', () => {
    const learner = { ...simple, learners: ['S4', 'S5', 'S6'] };
    expect(majority(fold(comesIntoForce(learner, 7)))).toBe(2);
  });
});

describe('5.3 a leader follows its members', () => {
  const believes = (peer: string, why: 'added' | 'removed' = 'added'): EventDraft => ({
    ...on('S2'),
    ev: 'raft.progress',
    progress: { peer, nextIndex: 6, matchIndex: 0, inFlight: 0, mode: 'probe', why },
  });

  test('and forgets a server that is none any more', () => {
    const followed = (...drafts: EventDraft[]) => [...nodeOf(fold(...drafts)).progress.keys()];
    const all = [believes('S1'), believes('S3'), believes('S4')];
    expect(followed(...all)).toEqual(['S1', 'S3', 'S4']);
    expect(followed(...all, believes('S3', 'removed'))).toEqual(['S1', 'S4']);
  });
});

test('9.6 a pre-candidate counts as a candidate does, and begins anew as candidate', () => {
  const asks: EventDraft = {
    ...on('S2'),
    ev: 'raft.role',
    role: { from: 'follower', to: 'preCandidate', why: 'electionTimeout', votes: [] },
  };
  const would: EventDraft = {
    ...on('S2'),
    ev: 'raft.tally',
    tally: { from: 'S3', preVote: true, granted: true, have: 2, need: 2 },
  };
  const stands: EventDraft = {
    ...on('S2'),
    ev: 'raft.role',
    role: { from: 'preCandidate', to: 'candidate', why: 'majorityOfPreVotes', votes: ['S2', 'S3'] },
  };
  expect([...nodeOf(fold(asks, would)).votes.keys()]).toEqual(['S2', 'S3']);
  expect([...nodeOf(fold(asks, would, stands)).votes.keys()]).toEqual(['S2']);
});

test('a server that is added appears, knows nobody yet, and what the lab says of it is kept', () => {
  const member = (stage: 'added' | 'promoted', address: string | null): EventDraft => ({
    node: 'lab',
    ev: 'lab.member',
    member: { node: 'S4', address, stage, detail: null },
  });
  const node = nodeOf(fold(member('added', '127.0.0.1:7104'), member('promoted', null)), 'S4');
  expect([node.status, node.address, node.configuration.voters]).toEqual(['new', '127.0.0.1:7104', []]);
  expect(node.memberStage).toEqual({ stage: 'promoted', detail: null, at: 300 });
  expect(nodeOf(fold()).memberStage).toBeNull();
});

test('the rules are those of the header until they are switched; what a header does not name is off', () => {
  expect(fold().rules).toMatchObject({
    preVote: false,
    noopOnElection: true,
    reads: 'log',
    snapshotAfterEntries: null,
  });
  expect(fold({ node: 'lab', ev: 'lab.rules', rules }).rules).toEqual(rules);
});
