/** What one step asks of the shell, collected while it runs; saves and applies are derived when it ends. */

import type { Output } from './duties.ts';
import { entriesFrom, lastLogIndex } from './log.ts';
import type { HardState, Message, RaftState } from './types.ts';

export function emptyOutput(): Output {
  return { save: null, sendNow: [], sendAfterSave: [], apply: [], timers: [], answers: [], notes: [] };
}

/**
 * Puts a message in the outbox it belongs to. Votes, vote requests and answers speak of what is on this server's disk
 * and wait for it; a leader's AppendEntries do not (thesis §10.2.1): it counts itself only when its save is reported.
 */
export function send(output: Output, message: Message): void {
  if (message.kind === 'appendEntries') output.sendNow.push(message);
  else output.sendAfterSave.push(message);
}

/** Derives the save from the difference to the state before the step, so that no handler can forget it. */
export function deriveSave(state: RaftState, before: HardState, output: Output): void {
  const { currentTerm, votedFor, log } = state;
  const hardStateChanged = currentTerm !== before.currentTerm || votedFor !== before.votedFor;
  if (!hardStateChanged && log.changedFrom === null) return;
  const saveId = state.nextSaveId++;
  output.save = {
    saveId,
    hardState: hardStateChanged ? { currentTerm, votedFor } : null,
    entries: log.changedFrom === null ? [] : entriesFrom(log, log.changedFrom),
  };
  state.pendingSaves.push({ saveId, lastIndex: lastLogIndex(log) });
  log.changedFrom = null;
}

/** Figure 2, "All Servers": if commitIndex > lastApplied, apply what lies between. */
export function deriveApply(state: RaftState, output: Output): void {
  if (state.commitIndex === state.lastApplied) return;
  output.apply = entriesFrom(state.log, state.lastApplied + 1, state.commitIndex - state.lastApplied);
  state.lastApplied = state.commitIndex;
}
