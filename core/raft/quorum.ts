/** Majorities (§5.2, §5.3), of one set of voters or of both sets in joint consensus (§6). */
import type { Configuration, NodeId } from './types.ts';

export type VoteResult = 'won' | 'lost' | 'pending';

/** The sets that must each agree: one, or two while a joint configuration is in force. */
export function voterSets(configuration: Configuration): readonly (readonly NodeId[])[] {
  return configuration.outgoing.length === 0 ? [configuration.voters] : [configuration.voters, configuration.outgoing];
}

export function isVoter(configuration: Configuration, id: NodeId): boolean {
  return configuration.voters.includes(id) || configuration.outgoing.includes(id);
}

/** Everyone who is sent entries: voters of both sets and learners, each once, in order of first mention. */
export function members(configuration: Configuration): readonly NodeId[] {
  return [...new Set([...configuration.voters, ...configuration.outgoing, ...configuration.learners])];
}

export function majorityOf(voters: number): number {
  return Math.floor(voters / 2) + 1;
}

/** The largest index that a majority of every set has reached; what is missing counts as 0. No term rule here. */
export function quorumIndex(configuration: Configuration, indexOf: (id: NodeId) => number): number {
  let index = Number.POSITIVE_INFINITY;
  for (const voters of voterSets(configuration)) {
    const descending = voters.map(indexOf).sort((left, right) => right - left);
    index = Math.min(index, descending[majorityOf(voters.length) - 1] ?? Number.POSITIVE_INFINITY);
  }
  return index;
}

/** won: a majority of every set said yes. lost: some set can no longer reach one. An empty set agrees to all. */
export function voteResult(configuration: Configuration, voteOf: (id: NodeId) => boolean | undefined): VoteResult {
  const results = voterSets(configuration).map((voters) => voteResultOf(voters, voteOf));
  if (results.includes('lost')) return 'lost';
  return results.includes('pending') ? 'pending' : 'won';
}

function voteResultOf(voters: readonly NodeId[], voteOf: (id: NodeId) => boolean | undefined): VoteResult {
  if (voters.length === 0) return 'won';
  const granted = voters.filter((id) => voteOf(id) === true).length;
  const open = voters.filter((id) => voteOf(id) === undefined).length;
  if (granted >= majorityOf(voters.length)) return 'won';
  return granted + open >= majorityOf(voters.length) ? 'pending' : 'lost';
}
