/** Every decision of the core with each of its reasons. */
import type { EventOf, NodeStateRecord } from '../../core/trace/events.ts';
import type { EventDraft } from '../../core/trace/recorder.ts';
import { extensionSamples } from './extension-samples.ts';

export type Server = { readonly node: string; readonly inc: number; readonly state: NodeStateRecord };

const mine = { lastLogIndex: 6, lastLogTerm: 3 };
const theirs = { lastLogIndex: 4, lastLogTerm: 2 };
const voteReasons = [
  'free',
  'alreadyGranted',
  'ownVote',
  'staleTerm',
  'votedForAnother',
  'logBehind',
  'leaderAlive',
] as const satisfies readonly EventOf<'raft.vote'>['vote']['why'][];
const preVoteReasons = ['free', 'staleTerm', 'votedForAnother', 'logBehind', 'leaderAlive'] as const;
const roleReasons = [
  'electionTimeout',
  'majorityOfPreVotes',
  'leaderAsked',
  'majorityOfVotes',
  'higherTermSeen',
  'leaderOfThisTerm',
  'noQuorum',
  'removed',
] as const satisfies readonly EventOf<'raft.role'>['role']['why'][];
const progressReasons = [
  'elected',
  'sent',
  'success',
  'conflict',
  'logTooShort',
  'compacted',
  'installed',
  'added',
  'removed',
] as const satisfies readonly EventOf<'raft.progress'>['progress']['why'][];
const checkReasons = ['matches', 'staleTerm', 'logTooShort', 'termConflict'] as const;
const ignoreReasons = [
  'staleTerm',
  'notCandidate',
  'notFollower',
  'notMember',
  'earlierMembership',
  'notLeader',
  'notVoter',
  'duplicateVote',
  'oldNews',
  'beyondLog',
  'notForMe',
] as const satisfies readonly EventOf<'raft.ignore'>['ignore']['why'][];

const vote = { candidate: 'S3', votedFor: 'S2', mine, theirs } as const;
const tally = { preVote: false, have: 1, need: 2, haveOutgoing: 0, needOutgoing: 0 } as const;
const progress = { peer: 'S2', nextIndex: 7, matchIndex: 6, inFlight: 1, mode: 'replicate' } as const;
const check = { from: 'S2', prevLogIndex: 6, prevLogTerm: 3, ownTerm: 2, conflictIndex: 4, conflictTerm: 2 };

function elections(server: Server): EventDraft[] {
  return [
    { ...server, ev: 'raft.timeout', timeout: { timer: 'election', why: 'elapsed' } },
    { ...server, ev: 'raft.timeout', timeout: { timer: 'election', why: 'requested' } },
    { ...server, ev: 'raft.timeout', timeout: { timer: 'election', why: 'leaderAsked' } },
    { ...server, ev: 'raft.timeout', timeout: { timer: 'election', why: 'promisedPatience' } },
    { ...server, ev: 'raft.term', term: { from: 3, to: 4, why: 'startedElection', seenFrom: null } },
    { ...server, ev: 'raft.term', term: { from: 3, to: 4, why: 'higherTermSeen', seenFrom: 'S2' } },
    ...roleReasons.map(
      (why): EventDraft => ({
        ...server,
        ev: 'raft.role',
        role: { from: 'candidate', to: 'leader', why, votes: ['S1', 'S3'] },
      }),
    ),
    ...voteReasons.map(
      (why): EventDraft => ({
        ...server,
        ev: 'raft.vote',
        vote: { ...vote, preVote: false, granted: why === 'free' || why === 'alreadyGranted', why },
      }),
    ),
    ...preVoteReasons.map(
      (why): EventDraft => ({
        ...server,
        ev: 'raft.vote',
        vote: { ...vote, preVote: true, granted: why === 'free', why },
      }),
    ),
    {
      ...server,
      ev: 'raft.role',
      role: { from: 'follower', to: 'preCandidate', why: 'electionTimeout', votes: [] },
    },
    { ...server, ev: 'raft.tally', tally: { ...tally, from: 'S3', granted: true, have: 2 } },
    { ...server, ev: 'raft.tally', tally: { ...tally, from: 'S2', granted: false } },
    { ...server, ev: 'raft.tally', tally: { ...tally, from: 'S2', granted: false, haveOutgoing: 1, needOutgoing: 3 } },
    { ...server, ev: 'raft.tally', tally: { ...tally, from: 'S2', preVote: true, granted: true } },
    { ...server, ev: 'raft.tally', tally: { ...tally, from: 'S2', preVote: true, granted: false } },
    { ...server, ev: 'raft.leader', leader: { id: 'S2' } },
    { ...server, ev: 'raft.leader', leader: { id: null } },
  ];
}

function replication(server: Server): EventDraft[] {
  const entry = { index: 7, term: 4, kind: 'noop' } as const;
  return [
    ...progressReasons.map((why): EventDraft => ({ ...server, ev: 'raft.progress', progress: { ...progress, why } })),
    ...checkReasons.map(
      (why): EventDraft => ({ ...server, ev: 'raft.check', check: { ...check, success: why === 'matches', why } }),
    ),
    { ...server, ev: 'raft.withhold', withhold: { index: 5, term: 2, currentTerm: 4 } },
    ...ignoreReasons.map(
      (why): EventDraft => ({ ...server, ev: 'raft.ignore', ignore: { from: 'S2', message: 'requestVoteReply', why } }),
    ),
    { ...server, ev: 'log.append', append: { entries: [entry], why: 'noop' } },
    {
      ...server,
      ev: 'log.append',
      append: { entries: [{ ...entry, kind: 'command', operation: 'put x 7' }], why: 'proposal' },
    },
    { ...server, ev: 'log.append', append: { entries: [entry, { ...entry, index: 8 }], why: 'fromLeader' } },
    { ...server, ev: 'log.append', append: { entries: [entry], why: 'change' } },
    { ...server, ev: 'log.append', append: { entries: [entry], why: 'leaveJoint' } },
    { ...server, ev: 'log.truncate', truncate: { fromIndex: 5, toIndex: 7, leader: 'S2' } },
    { ...server, ev: 'log.commit', commit: { from: 5, to: 6, why: 'majority' } },
    { ...server, ev: 'log.commit', commit: { from: 5, to: 7, why: 'leaderCommit' } },
  ];
}

export function decisionSamples(server: Server): EventDraft[] {
  return [...elections(server), ...replication(server), ...extensionSamples(server)];
}
