/** Builds one server from the `given` of a case. */
import * as v from 'valibot';
import { lastLogIndex } from '../../core/raft/log.ts';
import { createProgress } from '../../core/raft/progress.ts';
import { members } from '../../core/raft/quorum.ts';
import { createState, defaultOptions } from '../../core/raft/state.ts';
import { step } from '../../core/raft/step.ts';
import type { Configuration, Leadership, Progress, RaftOptions, RaftState, Role } from '../../core/raft/types.ts';
import { logNotation, maybeServer, voterSets } from './format.ts';
import { configurationOf, entriesOf, nameOf, nullableNameOf, partsOf, snapshotOf } from './server.ts';

const indexed = v.record(v.string(), voterSets);

/** What the files call the rules, in tables and in scenarios. */
export const optionsNotation = v.strictObject({
  noop: v.optional(v.boolean(), true),
  maxBatch: v.optional(v.number()),
  preVote: v.optional(v.boolean(), false),
  stickyVotes: v.optional(v.boolean(), false),
});

/** Everything a `given` may say about one server; what it leaves out is as on a fresh server of three. */
export const serverGiven = v.strictObject({
  self: v.optional(v.number(), 1),
  role: v.optional(v.picklist(['follower', 'precandidate', 'candidate', 'leader']), 'follower'),
  term: v.optional(v.number(), 0),
  votedFor: v.optional(maybeServer, null),
  log: v.optional(logNotation, []),
  commit: v.optional(v.number()),
  applied: v.optional(v.number()),
  leader: v.optional(maybeServer),
  voters: v.optional(voterSets, [1, 2, 3]),
  learners: v.optional(v.array(v.number()), []),
  /** False: the membership in force is the last entry of the log, and not committed. */
  configCommitted: v.optional(v.boolean()),
  /** The entry that the membership in force came from. */
  configAt: v.optional(v.number()),
  /** Memberships in the log, by index; index 0 is the one of the beginning. */
  configEntries: v.optional(indexed),
  configHistory: v.optional(indexed),
  /** An AppendEntries arrived a moment ago. */
  heardFromLeader: v.optional(v.boolean(), false),
  /** Rules that are switched on for this case. */
  options: v.optional(optionsNotation),
});

export type ServerGiven = v.InferOutput<typeof serverGiven>;

/** The plain paper: the rules of the thesis are switched on by the cases that are about them. */
export const plainOptions: RaftOptions = {
  ...defaultOptions,
  preVote: false,
  withholdVotes: false,
  checkQuorum: false,
};

export function optionsOf(notation: v.InferOutput<typeof optionsNotation>): RaftOptions {
  return {
    ...plainOptions,
    noopOnElection: notation.noop,
    preVote: notation.preVote,
    withholdVotes: notation.stickyVotes,
    maxEntriesPerMessage: notation.maxBatch ?? plainOptions.maxEntriesPerMessage,
  };
}

/** The moment at which the tables happen, milliseconds of the server's clock. */
export const NOW = 10_000;

/** A running server in the given situation; everything in its log is on its disk. */
export function serverOf(given: ServerGiven, options: Partial<RaftOptions> = {}): RaftState {
  const { snapIndex, snapTerm, terms } = partsOf(given.log);
  const { initial, changes } = membershipsOf(given, snapIndex + terms.length);
  const id = nameOf(given.self);
  const state = createState({
    id,
    configuration: initial,
    options: { ...(given.options === undefined ? plainOptions : optionsOf(given.options)), ...options },
    seed: given.self,
    restored: {
      hardState: { currentTerm: given.term, votedFor: nullableNameOf(given.votedFor) },
      snapshot: snapIndex === 0 ? null : snapshotOf({ index: snapIndex, term: snapTerm }, initial),
      entries: entriesOf(terms, snapIndex + 1, changes),
    },
  });
  state.commitIndex = given.commit ?? state.log.snapshotIndex;
  state.lastApplied = given.applied ?? state.commitIndex;
  state.role = roleOf(given.role, state);
  state.leaderId = given.leader === undefined && given.role === 'leader' ? id : nullableNameOf(given.leader ?? null);
  if (given.heardFromLeader) hearLeader(state);
  return state;
}

function membershipsOf(given: ServerGiven, lastIndex: number) {
  const inForce = configurationOf(given.voters, given.learners);
  const history = given.configHistory ?? given.configEntries ?? {};
  const changes = new Map<number, Configuration>();
  for (const [index, sets] of Object.entries(history)) {
    if (index !== '0') changes.set(Number(index), configurationOf(sets));
  }
  const at = given.configCommitted === false ? lastIndex : (given.configAt ?? 0);
  if (at === 0) return { initial: history['0'] === undefined ? inForce : configurationOf(history['0']), changes };
  return { initial: withVoter(inForce, nameOf(given.self)), changes: changes.set(at, inForce) };
}

/** The membership before the one in force, in which this server certainly was. */
function withVoter({ voters }: Configuration, id: string): Configuration {
  return { voters: [...new Set([id, ...voters])], outgoing: [], learners: [], learnersNext: [], autoLeave: false };
}

/** A follower hears it by a message. One that has given up waiting since remembers only until when it owes patience. */
function hearLeader(state: RaftState): void {
  if (state.role.kind !== 'follower') {
    state.withholdVotesUntil = NOW + state.options.electionTimeoutMs;
    return;
  }
  const from = state.leaderId ?? 'S2';
  const nothing = { prevLogIndex: 0, prevLogTerm: 0, entries: [], leaderCommit: 0, round: 0, configurationIndex: 0 };
  const message = { kind: 'appendEntries', from, to: state.id, term: state.currentTerm, ...nothing } as const;
  step(state, { kind: 'receive', message }, NOW);
}

function roleOf(role: ServerGiven['role'], state: RaftState): Role {
  if (role === 'follower') return { kind: 'follower' };
  const votes = new Map([[state.id, true]]);
  if (role === 'precandidate') return { kind: 'preCandidate', votes };
  if (role === 'candidate') return { kind: 'candidate', votes, leadershipTransfer: false };
  const nextIndex = lastLogIndex(state.log) + 1;
  const peers = members(state.log.configuration).filter((peer) => peer !== state.id);
  return leadershipOf(new Map(peers.map((peer) => [peer, createProgress(nextIndex)])));
}

export function leadershipOf(progress: Map<string, Progress>): Leadership {
  return {
    kind: 'leader',
    progress,
    round: 0,
    rounds: [],
    leaseStart: null,
    reads: [],
    transferTo: null,
    askedForElection: false,
  };
}

/** The progress that a leader keeps of a peer. */
export function progressOf(state: RaftState, server: number): Progress {
  const progress = state.role.kind === 'leader' ? state.role.progress.get(nameOf(server)) : undefined;
  if (progress === undefined) throw new Error(`${state.id} keeps no progress of server ${server}`);
  return progress;
}
