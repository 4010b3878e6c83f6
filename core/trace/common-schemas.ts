/** The parts that many kinds of trace event share. A field that came with a later minor version is optional. */
import * as v from 'valibot';

/** A counter, index, term or duration: a whole number a double holds exactly. */
export const wholeNumber = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** On every event. `node` names the server, `lab`, or the client the event belongs to. */
export const envelope = {
  /** The recorder's total order: 1, 2, 3 … */
  seq: wholeNumber,
  /** Microseconds since the header's epoch, monotonic. */
  t: wholeNumber,
  /** Hybrid logical clock: [milliseconds, counter]. */
  hlc: v.tuple([wholeNumber, wholeNumber]),
  node: v.string(),
  /** 1, 2, 3 … per `node`, across restarts. */
  n: wholeNumber,
};

const logEnd = { lastLogIndex: wholeNumber, lastLogTerm: wholeNumber };

export const logEndRecord = v.object(logEnd);

export const roleName = v.picklist(['follower', 'preCandidate', 'candidate', 'leader']);

/** A server's state after the step the event belongs to (for msg.recv: before it). Names of Figure 2. */
export const nodeState = v.object({
  currentTerm: wholeNumber,
  votedFor: v.nullable(v.string()),
  role: roleName,
  leaderId: v.nullable(v.string()),
  ...logEnd,
  /** The last entry of the compacted prefix (§7); absent or 0 while the log is whole. */
  snapshotIndex: v.optional(wholeNumber),
  snapshotTerm: v.optional(wholeNumber),
  commitIndex: wholeNumber,
  lastApplied: wholeNumber,
  durableIndex: wholeNumber,
  /** When the running election timer fires, on the lab clock, µs; null while none runs. */
  electionDeadline: v.nullable(wholeNumber),
  /** The timeout that was drawn for it, µs of the lab clock; null while none runs. */
  electionTimeout: v.nullable(wholeNumber),
});

/** §6; `outgoing` is empty in a simple one. */
export const configurationRecord = v.object({
  voters: v.array(v.string()),
  outgoing: v.array(v.string()),
  learners: v.array(v.string()),
  learnersNext: v.optional(v.array(v.string())),
  autoLeave: v.optional(v.boolean()),
});

/** One log entry. session, serial and operation are set for commands, configuration for configurations. */
export const entryRecord = v.object({
  index: wholeNumber,
  term: wholeNumber,
  kind: v.picklist(['noop', 'command', 'configuration']),
  session: v.optional(v.string()),
  serial: v.optional(wholeNumber),
  operation: v.optional(v.string()),
  configuration: v.optional(configurationRecord),
});

/** What a snapshot stands for (§7); the state machine's text itself is not in the trace. */
export const snapshotFields = {
  lastIncludedIndex: wholeNumber,
  lastIncludedTerm: wholeNumber,
  configuration: configurationRecord,
  /** The entry that `configuration` came from; 0 for the one of the beginning. */
  configurationIndex: wholeNumber,
  /** Characters of the state machine's text. */
  length: wholeNumber,
};
