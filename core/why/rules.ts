/** The rules that answers rest on, by the paper's sections (`thesis` before those of Ongaro's dissertation). */

export const rules = {
  commitByMajority: { section: '§5.3', name: 'commitByMajority' },
  commitOwnTerm: { section: '§5.4.2', name: 'commitOwnTerm' },
  leadersDisk: { section: 'thesis 10.2.1', name: 'leadersDisk' },
  onlyLeaderCommits: { section: '§5.3', name: 'onlyLeaderCommits' },
  leaderOverwrites: { section: '§5.3', name: 'leaderOverwrites' },
  jointMajorities: { section: '§6', name: 'jointMajorities' },
  oneVotePerTerm: { section: '§5.2', name: 'oneVotePerTerm' },
  upToDateLog: { section: '§5.4.1', name: 'upToDateLog' },
  oldTermRefused: { section: '§5.1', name: 'oldTermRefused' },
  votesWithheld: { section: 'thesis 4.2.3', name: 'votesWithheld' },
  preVote: { section: 'thesis 9.6', name: 'preVote' },
  electionTimeout: { section: '§5.2', name: 'electionTimeout' },
  higherTermWins: { section: '§5.1', name: 'higherTermWins' },
  oneLeaderPerTerm: { section: '§5.2', name: 'oneLeaderPerTerm' },
  majorityOfVotes: { section: '§5.2', name: 'majorityOfVotes' },
  checkQuorum: { section: 'thesis 6.2', name: 'checkQuorum' },
  transfer: { section: 'thesis 3.10', name: 'transfer' },
  membership: { section: '§6', name: 'membership' },
  consistencyCheck: { section: '§5.3', name: 'consistencyCheck' },
  firstGuess: { section: '§5.3', name: 'firstGuess' },
  readIndex: { section: 'thesis 6.4', name: 'readIndex' },
  lease: { section: 'thesis 6.4.1', name: 'lease' },
  exactlyOnce: { section: '§8', name: 'exactlyOnce' },
  unreliableNetwork: { section: '§2', name: 'unreliableNetwork' },
  installSnapshot: { section: '§7', name: 'installSnapshot' },
} as const satisfies Record<string, { readonly section: string; readonly name: string }>;

export type Rule = (typeof rules)[keyof typeof rules];
