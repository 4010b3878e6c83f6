/** Builds one server from the notation of the vectors, and reads its log back in that notation. */
import * as v from 'valibot';
import { lastLogIndex } from '../../core/raft/log.ts';
import { members } from '../../core/raft/quorum.ts';
import { createState, defaultOptions } from '../../core/raft/state.ts';
import type { Configuration, Entry, Log, NodeId, RaftOptions, RaftState, Role } from '../../core/raft/types.ts';
import { type LogNotation, logNotation, maybeServer, type VoterSets, voterSets } from './format.ts';

/** Everything a `given` may say about one server; what it leaves out is as on a fresh server of three. */
export const serverGiven = v.strictObject({
  self: v.optional(v.number(), 1),
  role: v.optional(v.picklist(['follower', 'candidate', 'leader']), 'follower'),
  term: v.optional(v.number(), 0),
  votedFor: v.optional(maybeServer, null),
  log: v.optional(logNotation, []),
  commit: v.optional(v.number()),
  applied: v.optional(v.number()),
  leader: v.optional(maybeServer),
  voters: v.optional(voterSets, [1, 2, 3]),
  learners: v.optional(v.array(v.number()), []),
  configCommitted: v.optional(v.boolean()),
});

export type ServerGiven = v.InferOutput<typeof serverGiven>;

export function nameOf(server: number): NodeId {
  return `S${server}`;
}

export function numberOf(name: NodeId | null): number | null {
  return name === null ? null : Number(name.slice(1));
}

export function nullableNameOf(server: number | null): NodeId | null {
  return server === null ? null : nameOf(server);
}

export function configurationOf(sets: VoterSets, learners: readonly number[] = []): Configuration {
  const [incoming = [], outgoing = []] = sets.length > 0 && typeof sets[0] === 'number' ? [sets] : sets;
  return { voters: namesOf(incoming), outgoing: namesOf(outgoing), learners: learners.map(nameOf) };
}

function namesOf(servers: number | readonly (number | readonly number[])[]): NodeId[] {
  return (typeof servers === 'number' ? [servers] : servers).flat().map(nameOf);
}

/** Entries of these terms, the first at `firstIndex`. What they carry does not matter to the tables. */
export function entriesOf(terms: readonly number[], firstIndex = 1): Entry[] {
  return terms.map((term, offset) => ({ index: firstIndex + offset, term, payload: { kind: 'noop' } }));
}

export function logOf(notation: LogNotation, configuration: Configuration): Log {
  const { snapIndex, snapTerm, terms } =
    'terms' in notation ? notation : { snapIndex: 0, snapTerm: 0, terms: notation };
  return {
    snapshotIndex: snapIndex,
    snapshotTerm: snapTerm,
    snapshotConfiguration: configuration,
    entries: entriesOf(terms, snapIndex + 1),
    configuration,
    changedFrom: null,
  };
}

export function notationOf(log: Log): LogNotation {
  const terms = log.entries.map((entry) => entry.term);
  return log.snapshotIndex === 0 ? terms : { snapIndex: log.snapshotIndex, snapTerm: log.snapshotTerm, terms };
}

/** A running server in the given situation; everything in its log is on its disk. */
export function serverOf(given: ServerGiven, options: Partial<RaftOptions> = {}): RaftState {
  const configuration = configurationOf(given.voters, given.learners);
  const id = nameOf(given.self);
  const state = createState({
    id,
    configuration,
    options: { ...defaultOptions, ...options },
    seed: given.self,
    restored: {
      hardState: { currentTerm: given.term, votedFor: nullableNameOf(given.votedFor) },
      entries: [],
    },
  });
  state.log = logOf(given.log, configuration);
  state.durableIndex = lastLogIndex(state.log);
  state.commitIndex = given.commit ?? state.log.snapshotIndex;
  state.lastApplied = given.applied ?? state.commitIndex;
  state.role = roleOf(given.role, state);
  state.leaderId = given.leader === undefined && given.role === 'leader' ? id : nullableNameOf(given.leader ?? null);
  return state;
}

function roleOf(role: ServerGiven['role'], state: RaftState): Role {
  if (role === 'follower') return { kind: 'follower' };
  if (role === 'candidate') return { kind: 'candidate', votes: new Map([[state.id, true]]) };
  const peers = members(state.log.configuration).filter((peer) => peer !== state.id);
  const nextIndex = lastLogIndex(state.log) + 1;
  const progressOf = () => ({ nextIndex, matchIndex: 0, mode: 'probe' as const, inFlight: [], probeSent: false });
  return { kind: 'leader', progress: new Map(peers.map((peer) => [peer, progressOf()])) };
}
