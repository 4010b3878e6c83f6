/** Log compaction (§7): what this server writes down itself, and what it takes over from its leader (Figure 13). */
import { crc32 } from './checksum.ts';
import { commitTo } from './commitment.ts';
import type { Output } from './duties.ts';
import { followLeader } from './following.ts';
import { ensure } from './invariant.ts';
import { compactLog, createLog, termAt } from './log.ts';
import type { InstallSnapshot } from './messages.ts';
import { send } from './output.ts';
import type { ChunkNote } from './thesis-notes.ts';
import type { IncomingSnapshot, RaftState, Snapshot } from './types.ts';

/** Why the log cannot be compacted up to `index`, or null: only what is applied is in the state machine (§7). */
export function compactionProblem(state: RaftState, index: number): 'beyondApplied' | 'nothingNew' | null {
  if (index > state.lastApplied) return 'beyondApplied';
  return index <= state.log.snapshotIndex ? 'nothingNew' : null;
}

/** The shell has written the state machine down. A snapshot that a newer one has overtaken meanwhile is left alone. */
export function compact(state: RaftState, output: Output, snapshot: Snapshot): void {
  const { lastIncludedIndex, lastIncludedTerm } = snapshot;
  const problem = compactionProblem(state, lastIncludedIndex);
  ensure(
    problem !== 'beyondApplied',
    `${state.id} has not applied entry ${lastIncludedIndex}, so it cannot compact it.`,
  );
  if (problem !== null) return;
  const term = termAt(state.log, lastIncludedIndex);
  ensure(
    term === lastIncludedTerm,
    `Entry ${lastIncludedIndex} is of term ${term}, its snapshot of ${lastIncludedTerm}.`,
  );
  compactLog(state.log, lastIncludedIndex);
  state.snapshot = snapshot;
  noteCompaction(output, snapshot, 'taken');
}

/** Figure 13, receiver implementation, for a request of this server's own term. */
export function handleInstallSnapshot(state: RaftState, output: Output, request: InstallSnapshot): void {
  followLeader(state, output, request.from);
  const { lastIncludedIndex, lastIncludedTerm } = request;
  if (lastIncludedIndex <= state.commitIndex) return hasItAlready(state, output, request, 'notNewer');
  // Rule 6: the log holds it all, and what follows may be acknowledged already.
  if (termAt(state.log, lastIncludedIndex) === lastIncludedTerm) {
    commitTo(state, output, lastIncludedIndex, 'leaderCommit');
    return hasItAlready(state, output, request, 'matchesLog');
  }
  takeChunk(state, output, request);
}

/** §5.1: answered, so that the sender learns the term. */
export function refuseStaleInstallSnapshot(state: RaftState, output: Output, request: InstallSnapshot): void {
  noteChunk(output, request, 'staleTerm');
  answer(state, output, request, { offset: 0, installed: false });
}

function hasItAlready(state: RaftState, output: Output, request: InstallSnapshot, why: 'notNewer' | 'matchesLog') {
  state.incoming = null;
  noteChunk(output, request, why);
  answer(state, output, request, { offset: request.offset + request.data.length, installed: true });
}

function takeChunk(state: RaftState, output: Output, request: InstallSnapshot): void {
  const incoming = incomingOf(state, request);
  const { offset, data, done } = request;
  if (offset !== incoming.text.length) {
    noteChunk(output, request, offset < incoming.text.length ? 'repeated' : 'gap');
    return answer(state, output, request, { offset: incoming.text.length, installed: false });
  }
  incoming.text += data;
  incoming.textChecksum = crc32(data, incoming.textChecksum);
  if (!done) {
    noteChunk(output, request, 'taken');
    return answer(state, output, request, { offset: incoming.text.length, installed: false });
  }
  state.incoming = null;
  const isWhole = incoming.textChecksum === incoming.checksum;
  noteChunk(output, request, isWhole ? 'taken' : 'badChecksum');
  if (isWhole) install(state, output, request, incoming.text);
  answer(state, output, request, { offset: isWhole ? incoming.text.length : 0, installed: isWhole });
}

/** The transfer under way, if the chunk belongs to it; otherwise a new one begins. */
function incomingOf(state: RaftState, request: InstallSnapshot): IncomingSnapshot {
  const { lastIncludedIndex, lastIncludedTerm, checksum } = request;
  const { incoming } = state;
  const isSame =
    incoming?.lastIncludedIndex === lastIncludedIndex &&
    incoming.lastIncludedTerm === lastIncludedTerm &&
    incoming.checksum === checksum;
  if (isSame) return incoming;
  state.incoming = { lastIncludedIndex, lastIncludedTerm, checksum, text: '', textChecksum: 0 };
  return state.incoming;
}

/** Rules 7 and 8: the log contradicts the snapshot or ends before it, so all of it goes. */
function install(state: RaftState, output: Output, request: InstallSnapshot, data: string): void {
  const { lastIncludedIndex, lastIncludedTerm, configuration, snapshotConfigurationIndex, checksum } = request;
  const snapshot: Snapshot = {
    lastIncludedIndex,
    lastIncludedTerm,
    configuration,
    configurationIndex: snapshotConfigurationIndex,
    data,
    checksum,
  };
  state.log = createLog(configuration, [], snapshot);
  state.snapshot = snapshot;
  state.commitIndex = lastIncludedIndex;
  state.lastApplied = lastIncludedIndex;
  // What was on its way to the disk is void; a late report of it must not count.
  state.durableIndex = Math.min(state.durableIndex, lastIncludedIndex);
  for (const pending of state.pendingSaves) pending.lastIndex = Math.min(pending.lastIndex, lastIncludedIndex);
  output.install = snapshot;
  noteCompaction(output, snapshot, 'installed');
}

function answer(
  state: RaftState,
  output: Output,
  request: InstallSnapshot,
  verdict: { readonly offset: number; readonly installed: boolean },
): void {
  send(output, {
    kind: 'installSnapshotReply',
    from: state.id,
    to: request.from,
    term: state.currentTerm,
    lastIncludedIndex: request.lastIncludedIndex,
    ...verdict,
    configurationIndex: request.configurationIndex,
  });
}

function noteChunk(output: Output, request: InstallSnapshot, why: ChunkNote['chunk']['why']): void {
  const { from, lastIncludedIndex, offset, data, done } = request;
  output.notes.push({
    ev: 'raft.chunk',
    chunk: { from, lastIncludedIndex, offset, length: data.length, done, why },
  });
}

function noteCompaction(output: Output, snapshot: Snapshot, why: 'taken' | 'installed'): void {
  const { lastIncludedIndex, lastIncludedTerm, configuration, configurationIndex, data } = snapshot;
  output.notes.push({
    ev: 'log.compact',
    compact: {
      lastIncludedIndex,
      lastIncludedTerm,
      configuration,
      configurationIndex,
      length: data.length,
      why,
      keepsLog: why === 'taken',
    },
  });
}
