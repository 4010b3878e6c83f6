/** The rules that a class may switch (thesis 4.2.3, 6.2, 6.4, 9.6; §7, §8): what each is for, and what is lost without it. */
import type { RulesRecord } from '../../../core/trace/events.ts';

export type SwitchName = 'preVote' | 'withholdVotes' | 'checkQuorum' | 'noopOnElection';
export type AmountName = 'snapshotAfterEntries' | 'maxEntriesPerMessage';
export type RuleName = SwitchName | AmountName | 'reads';
export type Rules = Pick<RulesRecord, RuleName>;
export type RuleChange = Partial<Rules>;

/** As the lab sets them by itself (core/raft/state.ts). */
export const usualRules: Rules = {
  preVote: true,
  withholdVotes: true,
  checkQuorum: true,
  noopOnElection: true,
  reads: 'readIndex',
  snapshotAfterEntries: 10_000,
  maxEntriesPerMessage: 512,
};

export interface SwitchRule {
  readonly name: SwitchName;
  readonly title: string;
  readonly section: string;
  readonly sentence: string;
  /** What is weaker without it. */
  readonly without: string;
  /** How the status bar says that it is off. */
  readonly off: string;
}

export const switchRules: readonly SwitchRule[] = [
  {
    name: 'preVote',
    title: 'Pre-Vote',
    section: 'thesis 9.6',
    sentence: 'A server asks whether it could win before it raises its term.',
    without: 'One that comes back from a cut raises the term and unseats a leader that works.',
    off: 'no Pre-Vote',
  },
  {
    name: 'withholdVotes',
    title: 'Vote withholding',
    section: 'thesis 4.2.3',
    sentence: 'Who has just heard from a leader gives no vote to anybody else.',
    without: 'A server that was removed and still runs can disturb the cluster again and again.',
    off: 'votes not withheld',
  },
  {
    name: 'checkQuorum',
    title: 'CheckQuorum',
    section: 'thesis 6.2',
    sentence: 'A leader that no majority answers within an election timeout stands back.',
    without: 'A leader that is cut off goes on leading, and its clients wait in vain.',
    off: 'no CheckQuorum',
  },
  {
    name: 'noopOnElection',
    title: 'No-op at an election',
    section: '§8, §5.4.2',
    sentence: 'A new leader appends an empty entry of its own term at once.',
    without: 'Entries of older terms stay uncommitted, and reads wait, until somebody writes.',
    off: 'no no-op',
  },
];

export type ReadRule = RulesRecord['reads'];

export const readRules: readonly { readonly value: ReadRule; readonly text: string; readonly title: string }[] = [
  { value: 'log', text: 'Log', title: 'A read is an entry of the log, as a write is.' },
  { value: 'readIndex', text: 'ReadIndex', title: 'A majority confirms that the leader leads; then it answers.' },
  { value: 'lease', text: 'Lease: trusts the clocks', title: 'The leader answers by itself while its lease lasts.' },
];

export function readSentence(reads: ReadRule): string {
  return readRules.find(({ value }) => value === reads)?.title ?? '';
}

/** What is unsafe or weaker in the way reads go; null when nothing is. */
export function readWarning({ reads, withholdVotes, checkQuorum }: Rules): string | null {
  if (reads !== 'lease') return null;
  if (!withholdVotes) return 'Unsafe: votes are not withheld, so another may be elected within the lease.';
  if (!checkQuorum) return 'Trusts the clocks, and without CheckQuorum a leader that is cut off does not stand back.';
  return 'Trusts the clocks: where one runs too slow or too fast, a read may be stale.';
}

export interface RuleChip {
  readonly name: RuleName;
  readonly text: string;
  /** Something is unsafe or weaker. */
  readonly isWeaker: boolean;
}

/** One for each rule that is not as usual. */
export function ruleChips(rules: Rules): RuleChip[] {
  const chips: RuleChip[] = switchRules
    .filter(({ name }) => rules[name] !== usualRules[name])
    .map(({ name, off }) => ({ name, text: off, isWeaker: true }));
  const { reads, snapshotAfterEntries, maxEntriesPerMessage } = rules;
  const add = (name: RuleName, text: string, isWeaker = false) => chips.push({ name, text, isWeaker });
  if (reads === 'lease') add('reads', 'reads: lease, trusts the clocks', true);
  else if (reads !== usualRules.reads) add('reads', 'reads: log');
  if (snapshotAfterEntries === null) add('snapshotAfterEntries', 'snapshots by hand');
  else if (snapshotAfterEntries !== usualRules.snapshotAfterEntries) {
    add('snapshotAfterEntries', `snapshot after ${snapshotAfterEntries.toLocaleString('en')}`);
  }
  if (maxEntriesPerMessage !== usualRules.maxEntriesPerMessage) {
    add('maxEntriesPerMessage', `${maxEntriesPerMessage.toLocaleString('en')} a message`);
  }
  return chips;
}

/** What a new cluster has to be told: nothing where the lab does so anyway. */
export function unusualOf(rules: Rules): RuleChange {
  const names = new Set<string>(ruleChips(rules).map(({ name }) => name));
  return Object.fromEntries(Object.entries(rules).filter(([name]) => names.has(name)));
}

/** A whole number from 1 on, or null for what is none. */
export function amountOf(text: string): number | null {
  const amount = Number(text);
  return Number.isSafeInteger(amount) && amount >= 1 ? amount : null;
}
