/** A message in the trace. send carries every field of its kind; recv, drop, duplicate and hold only the first five. */
import * as v from 'valibot';
import { entryRecord, wholeNumber } from './common-schemas.ts';

const address = {
  id: v.string(),
  from: v.string(),
  to: v.string(),
  /** Raft's term; 0 for client messages, which carry none. */
  term: wholeNumber,
};

export const messageKinds = [
  'requestVote',
  'requestVoteReply',
  'appendEntries',
  'appendEntriesReply',
  'clientRequest',
  'clientReply',
] as const;

/** Flat and optional rather than a union, so that one path has one type and every tool infers one table. */
export const messageRecord = v.object({
  ...address,
  kind: v.picklist(messageKinds),
  lastLogIndex: v.optional(wholeNumber),
  lastLogTerm: v.optional(wholeNumber),
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
  session: v.optional(v.string()),
  serial: v.optional(wholeNumber),
  operation: v.optional(v.string()),
  status: v.optional(v.picklist(['ok', 'notLeader', 'leadershipLost', 'invalid', 'stale'])),
  leaderId: v.optional(v.nullable(v.string())),
  index: v.optional(v.nullable(wholeNumber)),
  duplicate: v.optional(v.boolean()),
});
