/** The core's notes beyond Figure 2: snapshots (§7), membership (§6), and the thesis' chapters 3.10, 4, 6.2 and 6.4. */
import * as v from 'valibot';
import { configurationRecord, snapshotFields, wholeNumber } from './common-schemas.ts';

const compact = v.object({
  ...snapshotFields,
  why: v.picklist(['taken', 'installed']),
  keepsLog: v.boolean(),
});

const configuration = v.object({
  index: wholeNumber,
  inForce: configurationRecord,
  why: v.picklist(['appended', 'rolledBack', 'installed']),
});

const membershipProblems = ['noVoters', 'tooManyVoterChanges', 'joint', 'notJoint', 'noChange'] as const;

const change = v.object({
  kind: v.picklist(['simple', 'joint', 'leaveJoint']),
  operations: v.array(v.object({ op: v.picklist(['voter', 'learner', 'remove']), id: v.string() })),
  accepted: v.boolean(),
  why: v.nullable(
    v.picklist([
      ...membershipProblems,
      'notLeader',
      'transferring',
      'changeInProgress',
      'noOwnTermCommit',
      'notCaughtUp',
    ]),
  ),
});

const catchUp = v.object({
  peer: v.string(),
  round: wholeNumber,
  targetIndex: wholeNumber,
  lastRoundMs: v.nullable(v.number()),
  isDone: v.boolean(),
});

const transfer = v.object({
  target: v.string(),
  stage: v.picklist(['begun', 'asked', 'refused', 'abandoned']),
  why: v.nullable(
    v.picklist([
      'notLeader',
      'leadsAlready',
      'notMember',
      'notVoter',
      'inProgress',
      'targetBehind',
      'timeLimit',
      'targetRemoved',
      'replaced',
    ]),
  ),
});

const read = v.object({
  readId: wholeNumber,
  from: v.nullable(v.string()),
  stage: v.picklist(['waits', 'ready', 'failed']),
  why: v.picklist(['ownTermCommit', 'confirmation', 'leadersAnswer', 'confirmed', 'lease', 'notLeader']),
  readIndex: v.nullable(wholeNumber),
  round: v.nullable(wholeNumber),
});

const chunk = v.object({
  from: v.string(),
  lastIncludedIndex: wholeNumber,
  offset: wholeNumber,
  length: wholeNumber,
  done: v.boolean(),
  why: v.picklist(['taken', 'gap', 'repeated', 'badChecksum', 'notNewer', 'matchesLog', 'staleTerm']),
});

/** `base` as in decision-schemas.ts. */
export function extensions<const Base extends v.ObjectEntries>(base: Base) {
  return [
    v.object({ ...base, ev: v.literal('log.compact'), compact }),
    v.object({ ...base, ev: v.literal('raft.configuration'), configuration }),
    v.object({ ...base, ev: v.literal('raft.change'), change }),
    v.object({ ...base, ev: v.literal('raft.catchUp'), catchUp }),
    v.object({
      ...base,
      ev: v.literal('raft.quorum'),
      quorum: v.object({ heardFrom: v.array(v.string()), missing: v.array(v.string()) }),
    }),
    v.object({ ...base, ev: v.literal('raft.transfer'), transfer }),
    v.object({ ...base, ev: v.literal('raft.read'), read }),
    v.object({ ...base, ev: v.literal('raft.chunk'), chunk }),
  ] as const;
}
