/** Why an entry is committed or not, in words (§5.3, §5.4.2, §6). */
import type { EntryHolds, MajorityCounts } from '../../../../core/why/holds.ts';
import { listText } from '../../../parts/format.ts';
import { hindrancesText } from './hindrances.ts';

export function entryText(holds: EntryHolds): string {
  const entry = `Entry ${holds.index}${holds.term === null ? '' : ` of term ${holds.term}`}`;
  switch (holds.verdict) {
    case 'committed':
      return holds.how === 'byCount'
        ? `${entry} is committed: ${holds.by} counted ${majorities(holds)}, and it is of ${holds.by}’s own term.`
        : `${entry} is committed: ${holds.by} committed entry ${holds.upTo} of its own term, and all before it with it.`;
    case 'unknownEntry':
      return `No server has had an entry ${holds.index} so far.`;
    case 'overwritten':
      return `${entry} is gone: ${listText(holds.servers)} cut it off when ${holds.by}, the new leader, sent what it has there. It was never committed.`;
    case 'superseded':
      return `${entry} will never be committed: another entry ${holds.index}, of term ${holds.committedTerm}, is. ${listText(holds.servers)} will cut it off.`;
    case 'notInLeadersLog':
      return `${entry} is not in the log of ${holds.leader}, which leads term ${holds.leaderTerm} ${ownEntry(holds.ownTerm)}. Only what the leader has can be committed.`;
    case 'noLeader':
      return `${entry} is not committed: nobody leads, and only a leader commits.${stopped(holds.missing.length, hindrancesText(holds.missing))}`;
    case 'leaderPaused':
      return `${entry} is not committed: its leader ${holds.leader} is paused.`;
    case 'ownDisk':
      return `${entry} is not committed: the leader’s own disk has reported only up to ${holds.durableIndex}, and without ${holds.leader} itself it is no majority.`;
    case 'oldTerm':
      return `${entry} is not committed though ${holds.have} servers store it: it is of an older term than ${holds.leader}’s ${holds.leaderTerm}, and such an entry is not counted (Figure 8).`;
    case 'noMajority':
      return `${entry} is not committed: ${counts(holds)}. ${hindrancesText(holds.missing)}.`;
    case 'aboutTo':
      return `${entry} is about to be committed: ${holds.leader} knows of a majority.`;
    default:
      return holds satisfies never;
  }
}

function majorities({ needOutgoing }: MajorityCounts): string {
  return needOutgoing === 0
    ? 'a majority that stores it'
    : 'a majority of C-new and one of C-old that store it, as joint consensus asks';
}

function ownEntry(term: number | null): string {
  return term === null ? 'and has no entry there yet' : `and has one of term ${term} there`;
}

function stopped(count: number, text: string): string {
  return count === 0 ? '' : ` ${text}.`;
}

function counts(holds: Extract<EntryHolds, { verdict: 'noMajority' }>): string {
  const simple = `${holds.have} of the ${holds.need} servers that it needs store it, as ${holds.leader} knows`;
  if (holds.needOutgoing === 0) return simple;
  return `${simple}, and ${holds.haveOutgoing} of the ${holds.needOutgoing} it needs of C-old: in joint consensus both majorities count`;
}
