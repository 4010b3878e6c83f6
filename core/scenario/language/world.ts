/** The simulated world of a recorded run: everything that a seed drew before the first step, spelt out. */
import * as v from 'valibot';

const milliseconds = v.pipe(v.number(), v.minValue(0), v.maxValue(60_000));
const range = v.tuple([milliseconds, milliseconds]);
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const positive = v.pipe(v.number(), v.safeInteger(), v.minValue(1));

/** RaftOptions of core/raft/types.ts; what is left out is as in a lab. */
const raft = v.strictObject({
  heartbeatMs: v.exactOptional(positive),
  electionTimeoutMs: v.exactOptional(positive),
  noopOnElection: v.exactOptional(v.boolean()),
  maxEntriesPerMessage: v.exactOptional(positive),
  maxCommandLength: v.exactOptional(positive),
  maxInFlight: v.exactOptional(positive),
  maxUncommittedEntries: v.exactOptional(positive),
  maxChunkLength: v.exactOptional(positive),
  preVote: v.exactOptional(v.boolean()),
  withholdVotes: v.exactOptional(v.boolean()),
  checkQuorum: v.exactOptional(v.boolean()),
  reads: v.exactOptional(v.picklist(['log', 'readIndex', 'lease'])),
  clockDriftBound: v.exactOptional(v.pipe(v.number(), v.minValue(1))),
  snapshotAfterEntries: v.exactOptional(v.nullable(positive)),
});

export const world = v.strictObject({
  /** Draws everything that has no place of its own here: election timeouts, the latency of each message. */
  seed: count,
  raft,
  network: v.strictObject({
    /** Least one-way latency, and the mean of what comes on top. */
    latencyMs: range,
    /** uniform: on top comes up to twice the mean. exponential: seldom much more. */
    shape: v.picklist(['uniform', 'exponential']),
    /** Most messages under way on one direction of a link; one more, and a random one of them is lost. */
    capacity: v.nullable(positive),
  }),
  /** How long a save takes, from and to. */
  syncMs: range,
  /** How fast each server's clock runs; those left out run true. */
  clockRates: v.record(v.string(), v.pipe(v.number(), v.minValue(0.1), v.maxValue(10))),
});

export type WorldSettings = v.InferOutput<typeof world>;
