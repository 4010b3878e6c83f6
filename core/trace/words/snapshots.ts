/** Snapshots, their chunks, and reads without an entry in words (§7, Figure 13, thesis 6.4). */
import type { EventOf } from '../events.ts';
import { count } from './grammar.ts';

export function compactWords({ node, compact }: EventOf<'log.compact'>): string {
  const { lastIncludedIndex, lastIncludedTerm, length, why, keepsLog } = compact;
  const what = `index ${lastIncludedIndex} of term ${lastIncludedTerm} (${count(length, 'character', 'characters')})`;
  if (why === 'taken') return `${node} took a snapshot up to ${what} and let go of the log up to there.`;
  const rest = keepsLog ? 'what its log holds after it stays' : 'its whole log is replaced';
  return `${node} installed the snapshot of the leader up to ${what}: ${rest}.`;
}

export function restoreSnapshotWords({ node, restoreSnapshot }: EventOf<'log.restoreSnapshot'>): string {
  const { lastIncludedIndex, length } = restoreSnapshot;
  return `${node} read its snapshot up to index ${lastIncludedIndex} back from its disk (${count(length, 'character', 'characters')}).`;
}

export function chunkWords({ node, chunk }: EventOf<'raft.chunk'>): string {
  const { from, lastIncludedIndex, offset, length, done, why } = chunk;
  const which = `${done ? 'the last ' : ''}${count(length, 'character', 'characters')} after the first ${offset}`;
  const what = `${which} of ${from}'s snapshot up to index ${lastIncludedIndex}`;
  switch (why) {
    case 'taken':
      return `${node} took ${what}.`;
    case 'gap':
      return `${node} did not take ${what}: it lacks characters before them.`;
    case 'repeated':
      return `${node} did not take ${what}: it has them already.`;
    case 'badChecksum':
      return `${node} began anew with ${what}: the whole is damaged.`;
    case 'notNewer':
      return `${node} did not take ${what}: it knows that all of it is committed.`;
    case 'matchesLog':
      return `${node} did not need ${what}: its log holds the entry where the snapshot ends.`;
    case 'staleTerm':
      return `${node} refused ${what}: it comes from an older term.`;
    default:
      return why satisfies never;
  }
}

export function readWords({ node, read }: EventOf<'raft.read'>): string {
  const { readId, from, stage, why, readIndex, round } = read;
  const which = `read ${readId}${from === null ? '' : ` of ${from}`}`;
  const start = { waits: `${node} holds back`, ready: `${node} lets go of`, failed: `${node} gives up` }[stage];
  const upTo = readIndex === null ? '' : `, which must see all up to index ${readIndex}`;
  switch (why) {
    case 'ownTermCommit':
      return `${start} ${which}${upTo}: no entry of its own term is committed yet.`;
    case 'confirmation':
      return `${start} ${which}${upTo}: a majority must confirm that it still leads${round === null ? '' : `, in round ${round}`}.`;
    case 'leadersAnswer':
      return `${start} ${which}${upTo}: ${stage === 'waits' ? 'it asks the leader how far' : 'the leader has said how far'}.`;
    case 'confirmed':
      return `${start} ${which}${upTo}: a majority has confirmed that it still leads.`;
    case 'lease':
      return `${start} ${which}${upTo}: a majority confirmed just now that it leads, and its lease lasts.`;
    case 'notLeader':
      return `${start} ${which}${upTo}: ${stage === 'failed' ? 'there is no leader to vouch for it' : 'it does not lead'}.`;
    default:
      return why satisfies never;
  }
}
