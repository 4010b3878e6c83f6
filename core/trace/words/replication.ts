/** The replicated log in words (§5.3, §5.4.2). */
import type { EventOf } from '../events.ts';
import { count, indexes } from './grammar.ts';
import { kindNames } from './kinds.ts';

export function progressWords({ node, progress }: EventOf<'raft.progress'>): string {
  const { peer, nextIndex, matchIndex, inFlight, why } = progress;
  switch (why) {
    case 'elected':
      return `${node} does not know yet where ${peer}'s log agrees: it will try from index ${nextIndex}.`;
    case 'sent':
      return `${node} has ${count(inFlight, 'request', 'requests')} to ${peer} unanswered: nextIndex is ${nextIndex}.`;
    case 'success':
      return `${node} knows that ${peer} stores its log up to index ${matchIndex}: nextIndex is ${nextIndex}.`;
    case 'conflict':
      return `${node} goes back for ${peer}, whose log has another term there: nextIndex is ${nextIndex}.`;
    case 'logTooShort':
      return `${node} goes back for ${peer}, whose log is too short: nextIndex is ${nextIndex}.`;
    case 'compacted':
      return `${node} sends ${peer} its snapshot: what ${peer} needs is no longer in the log.`;
    case 'installed':
      return `${node} knows that ${peer} has all up to index ${matchIndex} by the snapshot: nextIndex is ${nextIndex}.`;
    case 'added':
      return `${node} begins to send its log to ${peer}, a new member: nextIndex is ${nextIndex}.`;
    case 'removed':
      return `${node} sends nothing to ${peer} any more: it is no member.`;
    default:
      return why satisfies never;
  }
}

export function checkWords({ node, check }: EventOf<'raft.check'>): string {
  const { from, why, prevLogIndex, prevLogTerm, ownTerm } = check;
  const refused = `${node} refused the entries of ${from}`;
  switch (why) {
    case 'matches':
      if (prevLogIndex === 0) return `${node} found that ${from}'s entries fit: they begin the log.`;
      return `${node} found that ${from}'s entries fit: both hold index ${prevLogIndex} of term ${prevLogTerm}.`;
    case 'staleTerm':
      return `${refused}: they are of an older term.`;
    case 'logTooShort':
      return `${refused}: they come after index ${prevLogIndex}, which it does not have.`;
    case 'termConflict':
      return `${refused}: they come after index ${prevLogIndex} of term ${prevLogTerm}, its own is of term ${ownTerm}.`;
    default:
      return why satisfies never;
  }
}

export function withholdWords({ node, withhold }: EventOf<'raft.withhold'>): string {
  const { index, term, currentTerm } = withhold;
  return `${node} does not commit index ${index}, though a majority stores it: it is of term ${term}, and only entries of term ${currentTerm} are committed by counting.`;
}

export function ignoreWords({ node, ignore }: EventOf<'raft.ignore'>): string {
  const start = `${node} ignored the ${kindNames[ignore.message]} of ${ignore.from}`;
  switch (ignore.why) {
    case 'staleTerm':
      return `${start}: it is of an older term.`;
    case 'notCandidate':
      return `${start}: it is no candidate.`;
    case 'notFollower':
      return `${start}: it follows no leader now.`;
    case 'notMember':
      return `${start}: ${ignore.from} is no member.`;
    case 'earlierMembership':
      return `${start}: it answers a question from before ${ignore.from} was added again.`;
    case 'notLeader':
      return `${start}: it is not the leader.`;
    case 'notVoter':
      return `${start}: ${ignore.from} has no vote.`;
    case 'duplicateVote':
      return `${start}: it has counted that server already.`;
    case 'oldNews':
      return `${start}: it knew this already.`;
    case 'beyondLog':
      return `${start}: it speaks of entries that ${node} never had.`;
    case 'notForMe':
      return `${start}: it is addressed to another server.`;
    default:
      return ignore.why satisfies never;
  }
}

export function appendWords({ node, append, state }: EventOf<'log.append'>): string {
  const { entries, why } = append;
  const first = entries[0]?.index ?? 0;
  const range = indexes(first, first + entries.length - 1);
  switch (why) {
    case 'noop':
      return `${node} appended the no-op of its term ${state.currentTerm} at ${range}.`;
    case 'proposal': {
      const what = entries.length === 1 ? (entries[0]?.operation ?? 'a command') : `${entries.length} commands`;
      return `${node} appended ${what} at ${range}.`;
    }
    case 'change':
      return `${node} appended a new membership at ${range}.`;
    case 'leaveJoint':
      return `${node} appended the membership that ends joint consensus at ${range}.`;
    case 'fromLeader':
      return `${node} appended ${count(entries.length, 'entry', 'entries')} of the leader at ${range}.`;
    default:
      return why satisfies never;
  }
}

export function truncateWords({ node, truncate }: EventOf<'log.truncate'>): string {
  return `${node} removed ${indexes(truncate.fromIndex, truncate.toIndex)}: they conflict with the log of ${truncate.leader}.`;
}

export function commitWords({ node, commit }: EventOf<'log.commit'>): string {
  const { from, to, why } = commit;
  const start = `${node} committed ${indexes(from + 1, to)}`;
  switch (why) {
    case 'majority':
      return `${start}: a majority stores ${to - from === 1 ? 'it' : 'them'}.`;
    case 'leaderCommit':
      return `${start}, as the leader told it.`;
    default:
      return why satisfies never;
  }
}
