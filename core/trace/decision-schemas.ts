/** The core's notes as trace events: one schema per decision of Figure 2, same names as core/raft/notes.ts. */
import * as v from 'valibot';
import { entryRecord, logEndRecord, roleName, wholeNumber } from './common-schemas.ts';
import { messageKinds } from './message-schemas.ts';

const raftMessage = v.picklist([messageKinds[0], messageKinds[1], messageKinds[2], messageKinds[3]]);

const timeout = v.object({
  timer: v.literal('election'),
  why: v.picklist(['elapsed', 'requested']),
});

const term = v.object({
  from: wholeNumber,
  to: wholeNumber,
  why: v.picklist(['startedElection', 'higherTermSeen']),
  seenFrom: v.nullable(v.string()),
});

const role = v.object({
  from: roleName,
  to: roleName,
  why: v.picklist(['electionTimeout', 'majorityOfVotes', 'higherTermSeen', 'leaderOfThisTerm']),
  votes: v.array(v.string()),
});

const vote = v.object({
  candidate: v.string(),
  granted: v.boolean(),
  why: v.picklist(['free', 'alreadyGranted', 'ownVote', 'staleTerm', 'votedForAnother', 'logBehind']),
  votedFor: v.nullable(v.string()),
  mine: logEndRecord,
  theirs: logEndRecord,
});

const progress = v.object({
  peer: v.string(),
  nextIndex: wholeNumber,
  matchIndex: wholeNumber,
  inFlight: wholeNumber,
  mode: v.picklist(['probe', 'replicate']),
  why: v.picklist(['elected', 'sent', 'success', 'conflict', 'logTooShort']),
});

const check = v.object({
  from: v.string(),
  success: v.boolean(),
  why: v.picklist(['matches', 'staleTerm', 'logTooShort', 'termConflict']),
  prevLogIndex: wholeNumber,
  prevLogTerm: wholeNumber,
  ownTerm: v.nullable(wholeNumber),
  conflictIndex: v.nullable(wholeNumber),
  conflictTerm: v.nullable(wholeNumber),
});

const ignore = v.object({
  from: v.string(),
  message: raftMessage,
  why: v.picklist([
    'staleTerm',
    'notCandidate',
    'notLeader',
    'notVoter',
    'duplicateVote',
    'oldNews',
    'beyondLog',
    'notForMe',
  ]),
});

const append = v.object({
  entries: v.array(entryRecord),
  why: v.picklist(['noop', 'proposal', 'fromLeader']),
});

/** `base` is what every event of a server carries: envelope, incarnation and state. */
export function decision<const Base extends v.ObjectEntries>(base: Base) {
  return [
    v.object({ ...base, ev: v.literal('raft.timeout'), timeout }),
    v.object({ ...base, ev: v.literal('raft.term'), term }),
    v.object({ ...base, ev: v.literal('raft.role'), role }),
    v.object({ ...base, ev: v.literal('raft.vote'), vote }),
    v.object({
      ...base,
      ev: v.literal('raft.tally'),
      tally: v.object({ from: v.string(), granted: v.boolean(), have: wholeNumber, need: wholeNumber }),
    }),
    v.object({ ...base, ev: v.literal('raft.leader'), leader: v.object({ id: v.nullable(v.string()) }) }),
    v.object({ ...base, ev: v.literal('raft.progress'), progress }),
    v.object({ ...base, ev: v.literal('raft.check'), check }),
    v.object({
      ...base,
      ev: v.literal('raft.withhold'),
      withhold: v.object({ index: wholeNumber, term: wholeNumber, currentTerm: wholeNumber }),
    }),
    v.object({ ...base, ev: v.literal('raft.ignore'), ignore }),
    v.object({ ...base, ev: v.literal('log.append'), append }),
    v.object({
      ...base,
      ev: v.literal('log.truncate'),
      truncate: v.object({ fromIndex: wholeNumber, toIndex: wholeNumber, leader: v.string() }),
    }),
    v.object({
      ...base,
      ev: v.literal('log.commit'),
      commit: v.object({ from: wholeNumber, to: wholeNumber, why: v.picklist(['majority', 'leaderCommit']) }),
    }),
  ] as const;
}
