/** What a leader sends: AppendEntries (§5.3), and InstallSnapshot where the entries are compacted (§7, Figure 13). */
import type { Output } from './duties.ts';
import { ensure } from './invariant.ts';
import { entriesFrom, lastLogIndex, lengthOf, termAt, withinLength } from './log.ts';
import { send } from './output.ts';
import { noteProgress } from './progress.ts';
import type { Entry, Installing, Leadership, NodeId, Progress, RaftState } from './types.ts';

/** Rounds whose sending is remembered while no majority answers; older ones can only confirm less. */
const MOST_ROUNDS = 64;

/** A new round: every peer is sent something, if only an empty AppendEntries. Answers to it confirm the leader. */
export function sendRound(state: RaftState, output: Output, leader: Leadership): void {
  leader.round += 1;
  leader.rounds.push({ round: leader.round, sentAt: state.now });
  if (leader.rounds.length > MOST_ROUNDS) leader.rounds.shift();
  for (const read of leader.reads) read.round ??= leader.round;
  for (const [peer, progress] of leader.progress) sendBeat(state, output, leader, peer, progress);
}

function sendBeat(state: RaftState, output: Output, leader: Leadership, peer: NodeId, progress: Progress): void {
  if (isCompacted(state, progress)) beginInstalling(state, output, peer, progress);
  if (progress.installing === null) return sendEntries(state, output, leader, peer, progress, { evenIfEmpty: true });
  // It matches every log: a heartbeat for a server that waits for the rest of a snapshot.
  appendEntries(state, output, leader, peer, { prevLogIndex: 0, entries: [] });
  sendChunk(state, output, peer, progress, progress.installing);
}

/** Fills the window: as many requests as it and the log allow. */
export function sendAllDue(state: RaftState, output: Output, leader: Leadership, peer: NodeId, progress: Progress) {
  if (isCompacted(state, progress)) beginInstalling(state, output, peer, progress);
  if (progress.installing !== null) return sendChunk(state, output, peer, progress, progress.installing);
  let sent = -1;
  while (progress.nextIndex <= lastLogIndex(state.log) && output.sendNow.length !== sent) {
    sent = output.sendNow.length;
    sendEntries(state, output, leader, peer, progress, { evenIfEmpty: false });
    if (progress.mode === 'probe') return;
  }
}

/**
 * Sends the entries from nextIndex on. In replicate mode nextIndex moves ahead at once and requests are pipelined up to
 * the window; in probe mode one request is out at a time, and nextIndex waits for the answer.
 */
function sendEntries(
  state: RaftState,
  output: Output,
  leader: Leadership,
  peer: NodeId,
  progress: Progress,
  { evenIfEmpty }: { evenIfEmpty: boolean },
): void {
  const limit = mayCarry(state, progress) ? state.options.maxEntriesPerMessage : 0;
  const due = entriesFrom(state.log, progress.nextIndex, limit);
  const entries = withinLength(due, state.options.maxCommandLength);
  if (entries.length === 0 && !evenIfEmpty) return;
  appendEntries(state, output, leader, peer, { prevLogIndex: progress.nextIndex - 1, entries });
  if (progress.mode === 'probe') progress.probeSent = true;
  else if (entries.length > 0) moveAhead(output, peer, progress, entries);
}

/** The window, in requests and in characters; one request may always be out, however long. */
function mayCarry({ options }: RaftState, { mode, probeSent, inFlight }: Progress): boolean {
  if (mode === 'probe') return !probeSent;
  if (inFlight.length === 0) return true;
  if (inFlight.length >= options.maxInFlight) return false;
  return inFlight.reduce((sum, { length }) => sum + length, 0) < options.maxInFlightLength;
}

function appendEntries(
  state: RaftState,
  output: Output,
  leader: Leadership,
  to: NodeId,
  { prevLogIndex, entries }: { readonly prevLogIndex: number; readonly entries: readonly Entry[] },
): void {
  send(output, {
    kind: 'appendEntries',
    from: state.id,
    to,
    term: state.currentTerm,
    prevLogIndex,
    prevLogTerm: termAt(state.log, prevLogIndex) ?? 0,
    entries,
    leaderCommit: state.commitIndex,
    round: leader.round,
    configurationIndex: state.log.configurationIndex,
  });
}

function moveAhead(output: Output, peer: NodeId, progress: Progress, entries: readonly Entry[]): void {
  progress.nextIndex += entries.length;
  progress.inFlight.push({ lastIndex: progress.nextIndex - 1, length: lengthOf(entries) });
  noteProgress(output, peer, progress, 'sent');
}

/** The entry before nextIndex is in the snapshot, so no AppendEntries can say what must be there (§7). */
function isCompacted({ log }: RaftState, { nextIndex, installing }: Progress): boolean {
  return installing === null && nextIndex <= log.snapshotIndex;
}

function beginInstalling(state: RaftState, output: Output, peer: NodeId, progress: Progress): void {
  const { snapshot } = state;
  ensure(snapshot !== null, `${state.id} has compacted its log up to ${state.log.snapshotIndex} without a snapshot.`);
  progress.mode = 'snapshot';
  progress.installing = { snapshot, offset: 0, sentAt: 0 };
  progress.nextIndex = snapshot.lastIncludedIndex + 1;
  progress.inFlight = [];
  progress.probeSent = false;
  noteProgress(output, peer, progress, 'compacted');
}

/** One chunk is out at a time; without an answer it is sent again after an election timeout. */
function sendChunk(state: RaftState, output: Output, to: NodeId, progress: Progress, installing: Installing): void {
  const { snapshot, offset, sentAt } = installing;
  if (progress.probeSent && state.now - sentAt < state.options.electionTimeoutMs) return;
  const data = snapshot.data.slice(offset, offset + state.options.maxChunkLength);
  progress.probeSent = true;
  installing.sentAt = state.now;
  send(output, {
    kind: 'installSnapshot',
    from: state.id,
    to,
    term: state.currentTerm,
    lastIncludedIndex: snapshot.lastIncludedIndex,
    lastIncludedTerm: snapshot.lastIncludedTerm,
    configuration: snapshot.configuration,
    snapshotConfigurationIndex: snapshot.configurationIndex,
    checksum: snapshot.checksum,
    offset,
    data,
    done: offset + data.length >= snapshot.data.length,
    configurationIndex: state.log.configurationIndex,
  });
}
