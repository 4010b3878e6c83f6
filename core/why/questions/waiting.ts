/** Why the leader does not commit an entry that it has: who stores it, who does not and why, of which term it is (§5.3, §6). */
import { votersOf } from '../../trace/membership.ts';
import { termAt } from '../../trace/view-log.ts';
import type { NodeView } from '../../trace/view-types.ts';
import type { Compared, Finding } from '../answer.ts';
import type { Hindrance } from '../holds.ts';
import { Causes } from '../parts/causes.ts';
import { storedUpTo } from '../parts/commit-counts.ts';
import { whyLacking } from '../parts/lacking.ts';
import { appendsOf } from '../parts/lookups.ts';
import { Majorities, majorityFacts } from '../parts/majorities.ts';
import { stoppedBy } from '../parts/reach.ts';
import type { Past } from '../past.ts';
import { rules } from '../rules.ts';

export function explainWaiting(past: Past, leader: NodeView, index: number, term: number): Finding<'entry'> {
  const stopped = stoppedBy(past, leader.id);
  if (stopped !== null) return leaderPaused(past, leader, index, term, stopped);
  const { configuration, state } = leader;
  const stores = storersOf(leader, index);
  const majorities = new Majorities(configuration, stores);
  if (!majorities.areReached) {
    const ownDiskOnly = new Majorities(configuration, new Set([...stores, leader.id])).areReached;
    return ownDiskOnly ? ownDisk(past, leader, index, term) : noMajority(past, leader, index, term, majorities);
  }
  if (term < state.currentTerm) return oldTerm(past, leader, index, term, stores);
  const because = new Causes().add('stored', ...storedBy(past, leader, index)).list();
  const holds = { verdict: 'aboutTo', index, term, leader: leader.id } as const;
  return { holds, rule: countRule(majorities), compared: compare(leader, index), because, next: null };
}

/** The voters that the leader counts for the entry. */
function storersOf(leader: NodeView, index: number): Set<string> {
  return new Set(votersOf(leader.configuration).filter((id) => storedUpTo(leader, id) >= index));
}

function countRule({ isJoint }: Majorities) {
  return isJoint ? rules.jointMajorities : rules.commitByMajority;
}

/** Sorted as the rule sorts them: the highest first; then what each majority has and needs. */
function compare(leader: NodeView, index: number): Compared[] {
  const { configuration, state } = leader;
  const voters = votersOf(configuration).map((who) => ({
    name: who === leader.id ? ('durableIndex' as const) : ('matchIndex' as const),
    who,
    value: storedUpTo(leader, who),
  }));
  const facts: Compared[] = voters.sort((one, other) => other.value - one.value);
  facts.push(...majorityFacts('stored', new Majorities(configuration, storersOf(leader, index)).counts));
  facts.push({ name: 'entryTerm', who: 'entry', value: termAt(leader, index) });
  facts.push({ name: 'currentTerm', who: leader.id, value: state.currentTerm });
  return facts;
}

/** The answers by which the leader learned that a voter stores the entry. */
function storedBy(past: Past, leader: NodeView, index: number) {
  const voters = votersOf(leader.configuration);
  return past.all('raft.progress', leader.id, 0, ({ progress, state }) => {
    const isFirst = progress.why === 'success' || progress.why === 'installed';
    const counts = isFirst && progress.matchIndex >= index && voters.includes(progress.peer);
    return counts && state.currentTerm === leader.state.currentTerm;
  });
}

function leaderPaused(past: Past, leader: NodeView, index: number, term: number, stopped: Hindrance): Finding<'entry'> {
  const holds = { verdict: 'leaderPaused', index, term, leader: leader.id } as const;
  const because = new Causes()
    .add('appended', appendsOf(past, index, term)[0] ?? null)
    .add('stopped', stopped)
    .list();
  const next = { what: 'resumes', who: [leader.id], count: null } as const;
  return { holds, rule: rules.onlyLeaderCommits, compared: compare(leader, index), because, next };
}

function ownDisk(past: Past, leader: NodeView, index: number, term: number): Finding<'entry'> {
  const { durableIndex } = leader.state;
  const holds = { verdict: 'ownDisk', index, term, leader: leader.id, durableIndex } as const;
  const because = new Causes()
    .add('appended', appendsOf(past, index, term)[0] ?? null)
    .add(
      'saved',
      past.last('node.persist', leader.id, ({ persist }) => persist.entries > 0),
    )
    .add('stored', ...storedBy(past, leader, index))
    .list();
  const next = { what: 'diskReports', who: [leader.id], count: null } as const;
  return { holds, rule: rules.leadersDisk, compared: compare(leader, index), because, next };
}

function oldTerm(past: Past, leader: NodeView, index: number, term: number, stores: ReadonlySet<string>) {
  const { id, state } = leader;
  const withheld = past.last('raft.withhold', id, ({ withhold }) => withhold.index >= index);
  const because = new Causes()
    .add('appended', appendsOf(past, index, term)[0] ?? null)
    .add(
      'elected',
      past.last('raft.role', id, ({ role }) => role.to === 'leader'),
    )
    .add('withheld', withheld)
    .add('stored', ...storedBy(past, leader, index))
    .list();
  const leaderTerm = state.currentTerm;
  const holds = { verdict: 'oldTerm', index, term, leader: id, leaderTerm, have: stores.size } as const;
  const next = { what: 'ownTermEntry', who: [id], count: null } as const;
  return { holds, rule: rules.commitOwnTerm, compared: compare(leader, index), because, next };
}

function noMajority(past: Past, leader: NodeView, index: number, term: number, majorities: Majorities) {
  const { id } = leader;
  const { wanted, lacking, counts, isJoint } = majorities;
  const missing = wanted.map((server) => whyLacking(past, leader, server, index, term));
  const because = new Causes()
    .add('appended', appendsOf(past, index, term)[0] ?? null)
    .add('stored', ...storedBy(past, leader, index))
    .add('membership', isJoint ? past.last('raft.configuration', id) : null)
    .hindered(...missing)
    .list();
  const holds = { verdict: 'noMajority', index, term, leader: id, ...counts, missing } as const;
  const next = { what: 'moreStore', who: wanted, count: lacking } as const;
  return { holds, rule: countRule(majorities), compared: compare(leader, index), because, next };
}
