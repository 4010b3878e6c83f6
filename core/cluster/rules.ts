/** The rules that a class may switch on and off, as the contract names them and as the core plays them. */
import type { RaftRules } from '../contract/lab-api.ts';
import type { RaftOptions } from '../raft/types.ts';

type NamedRule = keyof RaftRules;

/** The options with those rules changed that are given. */
export function withRules(options: RaftOptions, rules: RaftRules): RaftOptions {
  const given = Object.fromEntries(Object.entries(rules).filter(([, value]) => value !== undefined));
  return { ...options, ...given };
}

/** Every rule as it stands. */
export function rulesOf(options: RaftOptions): Pick<RaftOptions, NamedRule> {
  const { preVote, withholdVotes, checkQuorum, noopOnElection, reads, snapshotAfterEntries } = options;
  const { maxEntriesPerMessage, maxInFlight, maxUncommittedEntries } = options;
  return {
    preVote,
    withholdVotes,
    checkQuorum,
    noopOnElection,
    reads,
    snapshotAfterEntries,
    maxEntriesPerMessage,
    maxInFlight,
    maxUncommittedEntries,
  };
}
