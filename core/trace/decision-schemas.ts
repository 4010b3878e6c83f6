/** The core's notes as trace events: one schema per decision, same names as core/raft/notes.ts. Here those of Figure 2. */
import * as v from 'valibot';
import { entryRecord, logEndRecord, roleName, wholeNumber } from './common-schemas.ts';
import { extensions } from './extension-schemas.ts';
import { raftMessageKinds } from './message-schemas.ts';

const timeout = v.object({
  timer: v.literal('election'),
  why: v.picklist(['elapsed', 'requested', 'leaderAsked', 'promisedPatience']),
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
  why: v.picklist([
    'electionTimeout',
    'majorityOfPreVotes',
    'leaderAsked',
    'majorityOfVotes',
    'higherTermSeen',
    'leaderOfThisTerm',
    'noQuorum',
    'removed',
  ]),
  votes: v.array(v.string()),
});

const vote = v.object({
  candidate: v.string(),
  preVote: v.optional(v.boolean()),
  granted: v.boolean(),
  why: v.picklist(['free', 'alreadyGranted', 'ownVote', 'staleTerm', 'votedForAnother', 'logBehind', 'leaderAlive']),
  votedFor: v.nullable(v.string()),
  mine: logEndRecord,
  theirs: logEndRecord,
});

const tally = v.object({
  from: v.string(),
  preVote: v.optional(v.boolean()),
  granted: v.boolean(),
  have: wholeNumber,
  need: wholeNumber,
  /** In joint consensus: of C-old (§6); else 0 of 0. */
  haveOutgoing: v.optional(wholeNumber),
  needOutgoing: v.optional(wholeNumber),
});

const progress = v.object({
  peer: v.string(),
  nextIndex: wholeNumber,
  matchIndex: wholeNumber,
  inFlight: wholeNumber,
  mode: v.picklist(['probe', 'replicate', 'snapshot']),
  why: v.picklist([
    'elected',
    'sent',
    'success',
    'conflict',
    'logTooShort',
    'compacted',
    'installed',
    'added',
    'removed',
  ]),
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
  message: v.picklist(raftMessageKinds),
  why: v.picklist([
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
  ]),
});

const append = v.object({
  entries: v.array(entryRecord),
  why: v.picklist(['noop', 'proposal', 'change', 'leaveJoint', 'fromLeader']),
});

/** `base` is what every event of a server carries: envelope, incarnation and state. */
export function decision<const Base extends v.ObjectEntries>(base: Base) {
  return [
    v.object({ ...base, ev: v.literal('raft.timeout'), timeout }),
    v.object({ ...base, ev: v.literal('raft.term'), term }),
    v.object({ ...base, ev: v.literal('raft.role'), role }),
    v.object({ ...base, ev: v.literal('raft.vote'), vote }),
    v.object({ ...base, ev: v.literal('raft.tally'), tally }),
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
    ...extensions(base),
  ] as const;
}
