/** What one step asks of the shell, collected while it runs; saves and applies are derived when it ends. */

import type { Output } from './duties.ts';
import { entriesFrom, lastLogIndex } from './log.ts';
import type { Message } from './messages.ts';
import type { Configuration, RaftState, Snapshot } from './types.ts';

export function emptyOutput(): Output {
  return {
    save: null,
    sendNow: [],
    sendAfterSave: [],
    install: null,
    apply: [],
    timers: [],
    answers: [],
    reads: [],
    requests: [],
    notes: [],
  };
}

/**
 * Puts a message in the outbox it belongs to. Votes, vote requests and answers speak of what is on this server's disk
 * and wait for it; a leader's AppendEntries do not (thesis §10.2.1): it counts itself only when its save is reported.
 * Nor does what else speaks of no disk: questions without a promise, and snapshots, which were safe before.
 */
export function send(output: Output, message: Message): void {
  if (speaksOfTheDisk(message)) output.sendAfterSave.push(message);
  else output.sendNow.push(message);
}

function speaksOfTheDisk({ kind }: Message): boolean {
  return (
    kind === 'requestVote' ||
    kind === 'requestVoteReply' ||
    kind === 'appendEntriesReply' ||
    kind === 'installSnapshotReply'
  );
}

/** What a step is compared with to find what it changed. */
export interface Before {
  readonly currentTerm: number;
  readonly votedFor: string | null;
  readonly snapshot: Snapshot | null;
  readonly configuration: Configuration;
  readonly configurationIndex: number;
}

export function rememberBefore({ currentTerm, votedFor, snapshot, log }: RaftState): Before {
  const { configuration, configurationIndex } = log;
  return { currentTerm, votedFor, snapshot, configuration, configurationIndex };
}

/** Derives the save from the difference to the state before the step, so that no handler can forget it. */
export function deriveSave(state: RaftState, before: Before, output: Output): void {
  const { currentTerm, votedFor, log, snapshot } = state;
  const hardStateChanged = currentTerm !== before.currentTerm || votedFor !== before.votedFor;
  const fresh = snapshot === before.snapshot ? null : snapshot;
  if (!hardStateChanged && fresh === null && log.changedFrom === null) return;
  const saveId = state.nextSaveId++;
  output.save = {
    saveId,
    hardState: hardStateChanged ? { currentTerm, votedFor } : null,
    snapshot: fresh === null ? null : { snapshot: fresh, keepsLog: output.install === null },
    entries: log.changedFrom === null ? [] : entriesFrom(log, log.changedFrom),
  };
  state.pendingSaves.push({ saveId, hasHardState: hardStateChanged, lastIndex: lastLogIndex(log) });
  log.changedFrom = null;
}

/**
 * Nothing is said in a term that the disk does not know yet. A leader that needed no vote but its own would otherwise send
 * entries in a term that it forgets in a crash and then enters once more.
 */
export function holdBack(state: RaftState, output: Output): void {
  if (!state.pendingSaves.some(({ hasHardState }) => hasHardState)) return;
  output.sendAfterSave.unshift(...output.sendNow.splice(0));
}

/** Figure 2, "All Servers": if commitIndex > lastApplied, apply what lies between. */
export function deriveApply(state: RaftState, output: Output): void {
  if (state.commitIndex === state.lastApplied) return;
  output.apply = entriesFrom(state.log, state.lastApplied + 1, state.commitIndex - state.lastApplied);
  state.lastApplied = state.commitIndex;
}

/** §6: a membership counts from the moment it is in the log, so its coming and going is a matter of comparing, too. */
export function deriveConfiguration({ log }: RaftState, before: Before, output: Output): void {
  if (log.configuration === before.configuration) return;
  const why =
    output.install !== null
      ? 'installed'
      : log.configurationIndex < before.configurationIndex
        ? 'rolledBack'
        : 'appended';
  output.notes.push({
    ev: 'raft.configuration',
    configuration: { index: log.configurationIndex, inForce: log.configuration, why },
  });
}
