/** What each rule means, in a sentence for who meets it first, and how one might try to break it. */
import type { Rule } from '../../core/check/recorded/finding.ts';

/** What the trace is judged by, and what the history of the clients alone is judged by. */
export type CheckedRule = Rule | 'Linearizability';

export interface Meaning {
  readonly means: string;
  /** What to do to the cluster to see it hold under pressure. */
  readonly tryIt: string;
}

export const figure3 = [
  'Election Safety',
  'Leader Append-Only',
  'Log Matching',
  'Leader Completeness',
  'State Machine Safety',
] as const satisfies readonly CheckedRule[];

export const clientRules = [
  'Linearizability',
  'Each Command Takes Effect Once',
  'Answers Are True',
  'Refused Never Takes Effect',
  'The Order of the Log Is That of the Clients',
  'Acknowledged Is on a Majority of Disks',
] as const satisfies readonly CheckedRule[];

/** These can be judged only once it is known what clients were told. */
export const settledRules: ReadonlySet<string> = new Set<CheckedRule>([
  'Linearizability',
  'Answers Are True',
  'Refused Never Takes Effect',
  'The Order of the Log Is That of the Clients',
]);

const isolate = 'Isolate the leader, write to both sides, and heal.';
const crash = 'Crash the leader right after a write, and restart it.';
const members = 'Add and remove members while the leader is cut off.';

export const meanings: { readonly [Name in CheckedRule]: Meaning } = {
  'Election Safety': {
    means: 'At most one leader is elected in a term (§5.2).',
    tryIt: 'Press "time out now" on two nodes at once.',
  },
  'Leader Append-Only': {
    means: 'A leader never overwrites or deletes entries of its own log; it only appends (§5.3).',
    tryIt: isolate,
  },
  'Log Matching': {
    means: 'If two logs have an entry with the same index and term, they are the same up to there (§5.3).',
    tryIt: isolate,
  },
  'Leader Completeness': {
    means: 'What is committed in one term is in the log of every leader of later terms (§5.4).',
    tryIt: 'Crash the leader and the node that answered first, then let another lead.',
  },
  'State Machine Safety': {
    means: 'No two servers ever apply different commands at the same index (§5.4.3).',
    tryIt: isolate,
  },
  Linearizability: {
    means: 'All answers fit one order of the operations in which each takes effect between its asking and its answer.',
    tryIt: 'Read through a leader that was cut off a moment ago.',
  },
  'Each Command Takes Effect Once': { means: 'A command that is sent again is not executed again (§8).', tryIt: crash },
  'Answers Are True': {
    means: 'What clients were told is what the log gives when it is executed in its order (§8).',
    tryIt: crash,
  },
  'Refused Never Takes Effect': { means: 'A command that was refused for good is never executed.', tryIt: isolate },
  'The Order of the Log Is That of the Clients': {
    means:
      'What ended before something else was asked stands before it in the log, which is the witness of linearizability.',
    tryIt: isolate,
  },
  'Acknowledged Is on a Majority of Disks': {
    means: 'What a client was told to be done is on the disks of a majority, not only in their memory (§5.1).',
    tryIt: 'Make the disks slow, write, and crash all nodes.',
  },
  'One Vote per Term': {
    means: 'A server votes for at most one candidate in a term, restarts included (§5.2).',
    tryIt: crash,
  },
  'The Term Never Falls': { means: "A server's current term only rises, restarts included (§5.1).", tryIt: crash },
  'The Commit Index Never Falls': {
    means: 'What a server knows to be committed stays committed (§5.3).',
    tryIt: isolate,
  },
  'Terms in a Log Never Fall': { means: 'Along a log the terms of the entries only rise (§5.3).', tryIt: isolate },
  'Committed Is in the Log': {
    means: 'A server commits no entry that it does not have (§5.3).',
    tryIt: 'Let links lose messages.',
  },
  'Applied Is Committed': { means: 'Nothing is executed before it is committed (§5.3).', tryIt: crash },
  'The Applied Index Never Falls': {
    means: 'While a server runs, what it has executed stays executed (§5.3).',
    tryIt: crash,
  },
  'Applied Once and in Order': {
    means: 'Each server executes every entry once, in the order of the log (§5.3).',
    tryIt: 'Let links double messages.',
  },
  'Committed by an Entry of the Own Term': {
    means: 'A leader counts copies only of entries of its own term; older ones are committed with them (§5.4.2).',
    tryIt: 'Follow Figure 8: change leaders before each can commit.',
  },
  'Committed Is on a Majority': { means: 'Every committed entry is in the logs of a majority (§5.3).', tryIt: isolate },
  'What a Leader Counts Is Stored': {
    means: 'What a leader believes a follower has, that follower has (matchIndex, §5.3).',
    tryIt: 'Let links reorder messages.',
  },
  'matchIndex Never Falls': {
    means: 'During one leadership matchIndex of a follower only rises (§5.3).',
    tryIt: 'Let links reorder messages.',
  },
  'One Membership Change at a Time': {
    means: 'A change of members begins only after the one before is committed (§6).',
    tryIt: members,
  },
  'Changes Follow an Entry of the Own Term': {
    means: 'A leader changes members only once an entry of its own term is committed (thesis 4.1).',
    tryIt: members,
  },
  'Quorums of Successive Memberships Intersect': {
    means: 'Any majority before a change of members and any after it have a server in common (§6).',
    tryIt: members,
  },
  'A Server Halted': { means: 'No server stops because something impossible happened to it.', tryIt: crash },
};
