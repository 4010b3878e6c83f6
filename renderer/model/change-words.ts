/** What a step changed, in the paper's names: `S1 role, S2 log 5 to 6, S1 nextIndex of S2`. */
import type { Changes, NodeChanges } from '../../core/trace/changes.ts';

/** Empty when nothing changed. */
export function changeWords(changes: Changes): string {
  return [...changes].map(([id, change]) => `${id} ${nodeWords(change).join(', ')}`).join('; ');
}

function nodeWords(change: NodeChanges): string[] {
  const words: string[] = [];
  if (change.status) words.push('up or down');
  if (change.role) words.push('role');
  if (change.term) words.push('term');
  if (change.votedFor) words.push('votedFor');
  if (change.removed !== null) words.push(`log without ${rangeText(change.removed)}`);
  if (change.entries !== null) words.push(`log ${rangeText(change.entries)}`);
  if (change.commitIndex) words.push('commitIndex');
  if (change.nextIndex.size > 0) words.push(`nextIndex of ${[...change.nextIndex].join(' ')}`);
  if (change.matchIndex.size > 0) words.push(`matchIndex of ${[...change.matchIndex].join(' ')}`);
  return words;
}

function rangeText({ from, to }: { readonly from: number; readonly to: number }): string {
  return from === to ? String(from) : `${from} to ${to}`;
}
