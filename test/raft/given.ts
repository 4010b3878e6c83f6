/** Servers for the tests of core/raft, and what happens to them: given a server, one step, compare. */
import type { ConfigurationChange, MembershipOperation, Output, TimerName } from '../../core/raft/duties.ts';
import { configurationAt, createLog, lastLogIndex, termAt } from '../../core/raft/log.ts';
import type { Message } from '../../core/raft/messages.ts';
import { createProgress } from '../../core/raft/progress.ts';
import { members } from '../../core/raft/quorum.ts';
import { createState, defaultOptions } from '../../core/raft/state.ts';
import { step } from '../../core/raft/step.ts';
import type {
  Configuration,
  Entry,
  Leadership,
  NodeId,
  Progress,
  RaftOptions,
  RaftState,
  Snapshot,
} from '../../core/raft/types.ts';
import { snapshotOf } from './messages.ts';

export interface Given {
  readonly id?: NodeId;
  readonly term?: number;
  readonly votedFor?: NodeId | null;
  /** The terms of the log's entries, as the paper's figures draw them. */
  readonly log?: readonly number[];
  readonly commitIndex?: number;
  readonly leaderId?: NodeId | null;
  readonly voters?: readonly NodeId[];
  readonly learners?: readonly NodeId[];
  readonly options?: Partial<RaftOptions>;
}

export const three: readonly NodeId[] = ['S1', 'S2', 'S3'];
export const five: readonly NodeId[] = ['S1', 'S2', 'S3', 'S4', 'S5'];

/** The plain paper: the rules of the thesis are switched on by the tests that are about them. */
export const plainOptions: RaftOptions = {
  ...defaultOptions,
  preVote: false,
  withholdVotes: false,
  checkQuorum: false,
};

export function configurationOf(voters: readonly NodeId[], learners: readonly NodeId[] = []): Configuration {
  return { voters, outgoing: [], learners, learnersNext: [], autoLeave: false };
}

/** Commands named after their place, so that equal index and term mean an equal entry. */
export function entriesOf(terms: readonly number[], firstIndex = 1): Entry[] {
  return terms.map((term, offset) => {
    const index = firstIndex + offset;
    return { index, term, payload: { kind: 'command', command: `${index}.${term}` } };
  });
}

export function membershipEntry(index: number, term: number, configuration: Configuration): Entry {
  return { index, term, payload: { kind: 'configuration', configuration } };
}

export function termsOf(state: RaftState): number[] {
  return state.log.entries.map(({ term }) => term);
}

/** S1 of three, with everything in its log on its disk. */
export function follower(given: Given = {}): RaftState {
  const { id = 'S1', term = 1, votedFor = null, log = [], voters = three, learners = [] } = given;
  const state = createState({
    id,
    configuration: configurationOf(voters, learners),
    options: { ...plainOptions, ...given.options },
    seed: 7,
    restored: { hardState: { currentTerm: term, votedFor }, snapshot: null, entries: entriesOf(log) },
  });
  state.commitIndex = given.commitIndex ?? 0;
  state.lastApplied = state.commitIndex;
  state.leaderId = given.leaderId ?? null;
  return state;
}

export function candidate(given: Given = {}): RaftState {
  const state = follower({ votedFor: given.id ?? 'S1', ...given });
  state.role = { kind: 'candidate', votes: new Map([[state.id, true]]), leadershipTransfer: false };
  return state;
}

/** A leader that has heard nothing yet; `progress` says otherwise. */
export function leader(given: Given = {}, progress: Readonly<Record<NodeId, Partial<Progress>>> = {}): RaftState {
  return lead(follower({ votedFor: given.id ?? 'S1', ...given }), progress);
}

/** Makes a server the leader of its term; what it knows of its peers is nothing but `progress`. */
export function lead(state: RaftState, progress: Readonly<Record<NodeId, Partial<Progress>>> = {}): RaftState {
  const peers = members(state.log.configuration).filter((peer) => peer !== state.id);
  const nextIndex = lastLogIndex(state.log) + 1;
  const known = new Map(peers.map((peer) => [peer, { ...createProgress(nextIndex), ...progress[peer] }]));
  const nothing = { round: 0, rounds: [], leaseStart: null, reads: [], transferTo: null, askedForElection: false };
  state.role = { kind: 'leader', progress: known, ...nothing };
  state.leaderId = state.id;
  return state;
}

export function leadershipOf(state: RaftState): Leadership {
  if (state.role.kind !== 'leader') throw new Error(`${state.id} does not lead.`);
  return state.role;
}

export function progressOf(state: RaftState, peer: NodeId): Progress {
  const progress = leadershipOf(state).progress.get(peer);
  if (progress === undefined) throw new Error(`${state.id} keeps no progress of ${peer}.`);
  return progress;
}

export function compactedFollower(snapshotIndex: number, snapshotTerm: number, terms: readonly number[]): RaftState {
  const state = follower({ term: Math.max(snapshotTerm, ...terms) });
  state.snapshot = snapshotOf(snapshotIndex, snapshotTerm, state.log.configuration);
  state.log = createLog(state.log.configuration, entriesOf(terms, snapshotIndex + 1), state.snapshot);
  state.commitIndex = snapshotIndex;
  state.lastApplied = snapshotIndex;
  state.durableIndex = lastLogIndex(state.log);
  return state;
}

/** The clock of the server goes on from where it stood, unless `now` says otherwise. */
export function receive(state: RaftState, message: Message, now = state.now): Output {
  return step(state, { kind: 'receive', message }, now);
}

export function timeout(state: RaftState, timer: TimerName, now = state.now): Output {
  return step(state, { kind: 'timeout', timer, why: 'elapsed' }, now);
}

export function electionTimeout(state: RaftState, now = state.now): Output {
  return timeout(state, 'election', now);
}

export function heartbeat(state: RaftState, now = state.now): Output {
  return timeout(state, 'heartbeat', now);
}

export function propose(state: RaftState, ...commands: string[]): Output {
  const proposals = commands.map((command, at) => ({ proposalId: at + 1, command }));
  return step(state, { kind: 'propose', proposals }, state.now);
}

/** The disk reports the save of that step. */
export function saved(state: RaftState, { save }: Output): Output {
  if (save === null) throw new Error('That step saved nothing.');
  return step(state, { kind: 'saved', saveId: save.saveId }, state.now);
}

export function change(state: RaftState, wanted: ConfigurationChange): Output {
  return step(state, { kind: 'change', requestId: 1, change: wanted }, state.now);
}

/** Why a change or a transfer was refused; null when it was accepted. */
export function refusalOf({ requests }: Output): string | null {
  const [answer] = requests;
  if (answer === undefined) throw new Error('Nothing was asked.');
  return answer.accepted ? null : answer.why;
}

/** "+S4" gives S4 a vote, "~S4" makes it a learner, "-S4" lets it go. */
export function simple(...operations: string[]): ConfigurationChange {
  return { kind: 'simple', operations: operations.map(operationOf) };
}

export function joint(autoLeave: boolean, ...operations: string[]): ConfigurationChange {
  return { kind: 'joint', operations: operations.map(operationOf), autoLeave };
}

function operationOf(text: string): MembershipOperation {
  const op = text.startsWith('+') ? 'voter' : text.startsWith('~') ? 'learner' : 'remove';
  return { op, id: text.slice(1) };
}

export function transfer(state: RaftState, target: NodeId, now = state.now): Output {
  return step(state, { kind: 'transfer', requestId: 1, target }, now);
}

/** The state machine was written down as it is after the entry at `index`. */
export function compact(state: RaftState, index: number, data?: string): Output {
  return step(state, { kind: 'compact', snapshot: machineAt(state, index, data) }, state.now);
}

export function machineAt(state: RaftState, index: number, data?: string): Snapshot {
  const { configuration, configurationIndex } = configurationAt(state.log, index);
  return { ...snapshotOf(index, termAt(state.log, index) ?? 0, configuration, data), configurationIndex };
}

/** The names of a step's notes, in order. */
export function notesOf(output: Output): string[] {
  return output.notes.map(({ ev }) => ev);
}

export function sentTo(output: Output, peer: NodeId): Message[] {
  return [...output.sendNow, ...output.sendAfterSave].filter(({ to }) => to === peer);
}
