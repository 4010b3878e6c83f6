/** What the lab and its clients write into a trace: the header, faults, pace, rules, members and operations. */
import * as v from 'valibot';
import { wholeNumber } from './common-schemas.ts';

export const TRACE_SCHEMA = 'raftarium.trace';
export const TRACE_VERSION = 1;

/** The rules that can be switched while a cluster runs, as they are from now on (RaftOptions of core/raft/types.ts). */
const rules = {
  preVote: v.boolean(),
  withholdVotes: v.boolean(),
  checkQuorum: v.boolean(),
  noopOnElection: v.boolean(),
  reads: v.picklist(['log', 'readIndex', 'lease']),
  /** null: snapshots are taken only by hand. */
  snapshotAfterEntries: v.nullable(wholeNumber),
  maxEntriesPerMessage: wholeNumber,
  maxInFlight: wholeNumber,
  maxUncommittedEntries: wholeNumber,
};

export const rulesRecord = v.object(rules);

/** What the cluster was started with. What a trace of an older minor version does not name did not exist then. */
const config = v.object({
  cluster: v.string(),
  heartbeatMs: v.number(),
  electionTimeoutMs: v.number(),
  ...v.partial(rulesRecord).entries,
  maxEntriesPerMessage: wholeNumber,
  maxInFlight: wholeNumber,
  maxCommandLength: v.optional(wholeNumber),
  maxInFlightLength: v.optional(wholeNumber),
  maxUncommittedLength: v.optional(wholeNumber),
  maxChunkLength: v.optional(wholeNumber),
  clockDriftBound: v.optional(v.number()),
  seed: wholeNumber,
  /** The defect that the cluster was given on purpose. */
  bug: v.optional(v.string()),
});

export const header = v.object({
  schema: v.literal(TRACE_SCHEMA),
  version: v.literal(TRACE_VERSION),
  run: v.string(),
  /** Wall-clock time of t = 0, ISO 8601. */
  epoch: v.string(),
  clock: v.picklist(['real', 'virtual']),
  /** Those that are started. */
  nodes: v.array(v.string()),
  /** Those that begin with each other as members; without it, all of `nodes`. The others learn it from their log. */
  created: v.optional(v.array(v.string())),
  config,
  app: v.object({ name: v.string(), version: v.string(), runtime: v.string() }),
});

export const operation = v.object({
  /** One per operation, unique in the run; all events of the operation carry it. */
  id: v.optional(v.string()),
  /** '' for a read that is no entry, and while the session is not open yet. */
  session: v.string(),
  serial: wholeNumber,
  /** In the grammar of core/machine/command.ts: `put x 7`. */
  operation: v.string(),
  /** log, or absent: an entry of the log carries it. The others: how it is read without one (thesis 6.4). */
  read: v.optional(v.picklist(['log', 'linearizable', 'follower', 'local'])),
  tries: wholeNumber,
  hops: wholeNumber,
  target: v.nullable(v.string()),
  result: v.nullable(v.string()),
  index: v.nullable(wholeNumber),
  duplicate: v.boolean(),
  why: v.nullable(v.string()),
});

export const linkRule = v.object({
  from: v.string(),
  to: v.string(),
  cut: v.boolean(),
  delayMs: v.number(),
  jitterMs: v.number(),
  loss: v.number(),
  duplicate: v.number(),
  reorder: v.number(),
});

export const fault = v.object({
  by: v.picklist(['user', 'scenario', 'simulation']),
  target: v.nullable(v.string()),
  groups: v.array(v.array(v.string())),
  links: v.array(linkRule),
});

export const pace = v.object({
  mode: v.picklist(['real', 'classroom', 'step']),
  /** Lab-clock microseconds per real microsecond. */
  rate: v.number(),
  /** The lab clock's reading at this event, µs. */
  clock: wholeNumber,
  /** How long links hold every message, milliseconds of the lab clock; null = until delivered by hand. */
  holdMs: v.nullable(v.number()),
});

/** A server enters or leaves the cluster (§6): what the lab does around the leader's decisions. */
export const member = v.object({
  node: v.string(),
  address: v.nullable(v.string()),
  stage: v.picklist(['added', 'catchingUp', 'promoted', 'removed', 'failed']),
  /** A sentence for the user. */
  detail: v.nullable(v.string()),
});
