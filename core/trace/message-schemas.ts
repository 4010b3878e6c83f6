/** A message in the trace. send carries every field of its kind; recv, drop, duplicate and hold only the first five. */
import * as v from 'valibot';
import { configurationRecord, entryRecord, wholeNumber } from './common-schemas.ts';

const address = {
  id: v.string(),
  from: v.string(),
  to: v.string(),
  /** Raft's term; 0 for client messages, which carry none. */
  term: wholeNumber,
};

/** Between servers; the names are the core's (core/raft/types.ts). */
export const raftMessageKinds = [
  'preVote',
  'preVoteReply',
  'requestVote',
  'requestVoteReply',
  'appendEntries',
  'appendEntriesReply',
  'installSnapshot',
  'installSnapshotReply',
  'timeoutNow',
  'readIndex',
  'readIndexReply',
] as const;

const clientMessageKinds = ['clientRequest', 'openSession', 'clientRead', 'clientReply'] as const;

/** Figure 13; of the data only its length is told. */
const chunk = {
  lastIncludedIndex: v.optional(wholeNumber),
  lastIncludedTerm: v.optional(wholeNumber),
  configuration: v.optional(configurationRecord),
  snapshotConfigurationIndex: v.optional(wholeNumber),
  checksum: v.optional(wholeNumber),
  offset: v.optional(wholeNumber),
  length: v.optional(wholeNumber),
  done: v.optional(v.boolean()),
  installed: v.optional(v.boolean()),
};

const client = {
  session: v.optional(v.string()),
  serial: v.optional(wholeNumber),
  operation: v.optional(v.string()),
  mode: v.optional(v.picklist(['linearizable', 'follower', 'local'])),
  seenIndex: v.optional(wholeNumber),
  status: v.optional(
    v.picklist(['ok', 'notLeader', 'leadershipLost', 'overwritten', 'invalid', 'busy', 'sessionExpired', 'stale']),
  ),
  leaderId: v.optional(v.nullable(v.string())),
  index: v.optional(v.nullable(wholeNumber)),
  duplicate: v.optional(v.boolean()),
};

/** Flat and optional rather than a union, so that one path has one type and every tool infers one table. */
export const messageRecord = v.object({
  ...address,
  kind: v.picklist([...raftMessageKinds, ...clientMessageKinds]),
  lastLogIndex: v.optional(wholeNumber),
  lastLogTerm: v.optional(wholeNumber),
  leadershipTransfer: v.optional(v.boolean()),
  voteGranted: v.optional(v.boolean()),
  prevLogIndex: v.optional(wholeNumber),
  prevLogTerm: v.optional(wholeNumber),
  entries: v.optional(v.array(entryRecord)),
  /** Number of entries, present on every appendEntries. */
  entryCount: v.optional(wholeNumber),
  leaderCommit: v.optional(wholeNumber),
  success: v.optional(v.boolean()),
  matchIndex: v.optional(wholeNumber),
  conflictIndex: v.optional(wholeNumber),
  conflictTerm: v.optional(wholeNumber),
  round: v.optional(wholeNumber),
  configurationIndex: v.optional(wholeNumber),
  ...chunk,
  readId: v.optional(wholeNumber),
  readIndex: v.optional(v.nullable(wholeNumber)),
  ...client,
});
