/** Servers and messages for the tests of core/raft: given a server, one step, compare. */

import type { Output } from '../../core/raft/duties.ts';
import { createLog, lastLogIndex } from '../../core/raft/log.ts';
import { members } from '../../core/raft/quorum.ts';
import { createState, defaultOptions } from '../../core/raft/state.ts';
import { step } from '../../core/raft/step.ts';
import type {
  AppendEntries,
  AppendEntriesReply,
  Configuration,
  Entry,
  Message,
  NodeId,
  Progress,
  RaftOptions,
  RaftState,
  RequestVote,
  RequestVoteReply,
  Role,
} from '../../core/raft/types.ts';

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

export function configurationOf(voters: readonly NodeId[], learners: readonly NodeId[] = []): Configuration {
  return { voters, outgoing: [], learners };
}

/** Commands named after their place, so that equal index and term mean an equal entry. */
export function entriesOf(terms: readonly number[], firstIndex = 1): Entry[] {
  return terms.map((term, offset) => {
    const index = firstIndex + offset;
    return { index, term, payload: { kind: 'command', command: `${index}.${term}` } };
  });
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
    options: { ...defaultOptions, ...given.options },
    seed: 7,
    restored: { hardState: { currentTerm: term, votedFor }, entries: entriesOf(log) },
  });
  state.commitIndex = given.commitIndex ?? 0;
  state.lastApplied = state.commitIndex;
  state.leaderId = given.leaderId ?? null;
  return state;
}

export function candidate(given: Given = {}): RaftState {
  const state = follower({ votedFor: given.id ?? 'S1', ...given });
  state.role = { kind: 'candidate', votes: new Map([[state.id, true]]) };
  return state;
}

/** A leader that has heard nothing yet; `progress` says otherwise. */
export function leader(given: Given = {}, progress: Readonly<Record<NodeId, Partial<Progress>>> = {}): RaftState {
  const state = follower({ votedFor: given.id ?? 'S1', ...given });
  const role: Extract<Role, { kind: 'leader' }> = { kind: 'leader', progress: new Map() };
  for (const peer of members(state.log.configuration)) {
    if (peer === state.id) continue;
    const nextIndex = lastLogIndex(state.log) + 1;
    const nothingKnown: Progress = { nextIndex, matchIndex: 0, mode: 'probe', inFlight: [], probeSent: false };
    role.progress.set(peer, { ...nothingKnown, ...progress[peer] });
  }
  state.role = role;
  state.leaderId = state.id;
  return state;
}

export function progressOf(state: RaftState, peer: NodeId): Progress {
  const progress = state.role.kind === 'leader' ? state.role.progress.get(peer) : undefined;
  if (progress === undefined) throw new Error(`${state.id} keeps no progress of ${peer}.`);
  return progress;
}

export function compactedFollower(snapshotIndex: number, snapshotTerm: number, terms: readonly number[]): RaftState {
  const state = follower({ term: Math.max(snapshotTerm, ...terms) });
  state.log = { ...createLog(state.log.configuration), snapshotIndex, snapshotTerm };
  state.log.entries = entriesOf(terms, snapshotIndex + 1);
  state.commitIndex = snapshotIndex;
  state.lastApplied = snapshotIndex;
  state.durableIndex = lastLogIndex(state.log);
  return state;
}

export function receive(state: RaftState, message: Message): Output {
  return step(state, { kind: 'receive', message });
}

export function electionTimeout(state: RaftState): Output {
  return step(state, { kind: 'timeout', timer: 'election', why: 'elapsed' });
}

export function heartbeat(state: RaftState): Output {
  return step(state, { kind: 'timeout', timer: 'heartbeat', why: 'elapsed' });
}

export function propose(state: RaftState, ...commands: string[]): Output {
  const proposals = commands.map((command, at) => ({ proposalId: at + 1, command }));
  return step(state, { kind: 'propose', proposals });
}

/** The disk reports the save of that step. */
export function saved(state: RaftState, { save }: Output): Output {
  if (save === null) throw new Error('That step saved nothing.');
  return step(state, { kind: 'saved', saveId: save.saveId });
}

export function requestVote(from: NodeId, term: number, ends: readonly number[] = []): RequestVote {
  const end = { lastLogIndex: ends.length, lastLogTerm: ends.at(-1) ?? 0 };
  return { kind: 'requestVote', from, to: 'S1', term, ...end };
}

export function vote(from: NodeId, term: number, voteGranted = true): RequestVoteReply {
  return { kind: 'requestVoteReply', from, to: 'S1', term, voteGranted };
}

/** From a leader that holds `before` and sends `terms` after it. */
export function appendEntries(
  from: NodeId,
  term: number,
  { before = [], terms = [], leaderCommit = 0 }: { before?: number[]; terms?: number[]; leaderCommit?: number } = {},
): AppendEntries {
  const prev = { prevLogIndex: before.length, prevLogTerm: before.at(-1) ?? 0 };
  const entries = entriesOf(terms, before.length + 1);
  return { kind: 'appendEntries', from, to: 'S1', term, ...prev, entries, leaderCommit };
}

export function success(from: NodeId, term: number, matchIndex: number): AppendEntriesReply {
  const verdict = { success: true, prevLogIndex: matchIndex, matchIndex, conflict: null };
  return { kind: 'appendEntriesReply', from, to: 'S1', term, ...verdict };
}

export function refusal(
  from: NodeId,
  term: number,
  prevLogIndex: number,
  conflict: AppendEntriesReply['conflict'],
): AppendEntriesReply {
  const verdict = { success: false, prevLogIndex, matchIndex: 0, conflict };
  return { kind: 'appendEntriesReply', from, to: 'S1', term, ...verdict };
}

/** The names of a step's notes, in order. */
export function notesOf(output: Output): string[] {
  return output.notes.map(({ ev }) => ev);
}

export function sentTo(output: Output, peer: NodeId): Message[] {
  return [...output.sendNow, ...output.sendAfterSave].filter(({ to }) => to === peer);
}
