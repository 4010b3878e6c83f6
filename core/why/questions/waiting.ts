/** Why the leader does not commit an entry that it has: who stores it, who does not and why, and of which term it is. */
import { linkKey } from '../../trace/fold/faults.ts';
import { isQuorum, majorityOf, votersOf } from '../../trace/membership.ts';
import { termAt } from '../../trace/view-log.ts';
import type { NodeView } from '../../trace/view-types.ts';
import type { Compared, Finding } from '../answer.ts';
import type { Hindrance } from '../holds.ts';
import { Causes } from '../parts/causes.ts';
import { storedUpTo } from '../parts/commit-counts.ts';
import { roleOf } from '../parts/hindrance-roles.ts';
import { appendsOf } from '../parts/lookups.ts';
import { hindranceBothWays, stoppedBy } from '../parts/reach.ts';
import type { Past } from '../past.ts';
import { rules } from '../rules.ts';

export function explainWaiting(past: Past, leader: NodeView, index: number, term: number): Finding<'entry'> {
  const stopped = stoppedBy(past, leader.id);
  if (stopped !== null) return leaderPaused(past, leader, index, term, stopped);
  const { configuration, state } = leader;
  const stores = new Set(votersOf(configuration).filter((id) => storedUpTo(leader, id) >= index));
  if (!isQuorum(configuration, stores)) {
    const ownDiskOnly = isQuorum(configuration, new Set([...stores, leader.id]));
    return ownDiskOnly ? ownDisk(past, leader, index, term) : noMajority(past, leader, index, term, stores);
  }
  if (term < state.currentTerm) return oldTerm(past, leader, index, term, stores);
  const because = new Causes().add('stored', ...storedBy(past, leader, index)).list();
  const holds = { verdict: 'aboutTo', index, term, leader: leader.id } as const;
  return { holds, rule: rules.commitByMajority, compared: compare(leader, index), because, next: null };
}

/** Sorted as the rule sorts them: the highest first; then what the majority would have. */
function compare(leader: NodeView, index: number): Compared[] {
  const { configuration, state } = leader;
  const voters = votersOf(configuration).map((who) => ({
    name: who === leader.id ? ('durableIndex' as const) : ('matchIndex' as const),
    who,
    value: storedUpTo(leader, who),
  }));
  const facts: Compared[] = voters.sort((one, other) => other.value - one.value);
  facts.push({ name: 'needed', who: 'majority', value: majorityOf(configuration.voters) });
  if (configuration.outgoing.length > 0) {
    facts.push({ name: 'needed', who: 'C-old', value: majorityOf(configuration.outgoing) });
  }
  facts.push({ name: 'entryTerm', who: 'entry', value: termAt(leader, index) });
  facts.push({ name: 'currentTerm', who: leader.id, value: state.currentTerm });
  return facts;
}

/** The answers by which the leader learned that a follower stores the entry. */
function storedBy(past: Past, leader: NodeView, index: number) {
  return past.all('raft.progress', leader.id, 0, ({ progress, state }) => {
    const isFirst = progress.why === 'success' || progress.why === 'installed';
    return isFirst && progress.matchIndex >= index && state.currentTerm === leader.state.currentTerm;
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
    .add('saved', past.last('node.persist', leader.id))
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

function noMajority(past: Past, leader: NodeView, index: number, term: number, stores: ReadonlySet<string>) {
  const { id, configuration } = leader;
  const count = (servers: readonly string[]) => servers.filter((each) => stores.has(each)).length;
  const lacking = votersOf(configuration).filter((each) => each !== id && !stores.has(each));
  const missing = lacking.map((server) => whyLacking(past, leader, server, index, term));
  const have = count(configuration.voters);
  const need = majorityOf(configuration.voters);
  const isJoint = configuration.outgoing.length > 0;
  const haveOutgoing = count(configuration.outgoing);
  const needOutgoing = isJoint ? majorityOf(configuration.outgoing) : 0;
  const because = new Causes()
    .add('appended', appendsOf(past, index, term)[0] ?? null)
    .add('stored', ...storedBy(past, leader, index))
    .add('membership', isJoint ? past.last('raft.configuration', id) : null);
  for (const { why, seq } of missing) because.add(roleOf(why), { seq });
  const holds = {
    verdict: 'noMajority',
    index,
    term,
    leader: id,
    have,
    need,
    haveOutgoing,
    needOutgoing,
    missing,
  } as const;
  const more = Math.max(need - have, needOutgoing - haveOutgoing);
  const next = { what: 'moreStore', who: lacking, count: more } as const;
  const rule = isJoint ? rules.jointMajorities : rules.commitByMajority;
  return { holds, rule, compared: compare(leader, index), because: because.list(), next };
}

/** Why a follower does not count as storing the entry. */
export function whyLacking(past: Past, leader: NodeView, server: string, index: number, term: number): Hindrance {
  const follower = past.node(server);
  const blocked = hindranceBothWays(past, leader.id, server);
  if (blocked !== null) return blocked;
  const has = follower !== null && termAt(follower, index) === term;
  if (has && follower.state.durableIndex < index) {
    const append = past.last('log.append', server, ({ append }) => append.entries.some((each) => each.index === index));
    return { server, why: 'saving', seq: append?.seq ?? null };
  }
  const belief = past.last('raft.progress', leader.id, ({ progress }) => progress.peer === server);
  const mode = belief?.progress.mode;
  if (!has && mode === 'snapshot') return { server, why: 'snapshot', seq: belief?.seq ?? null };
  if (!has && mode === 'probe') return { server, why: 'probing', seq: belief?.seq ?? null };
  const link = has ? linkKey(server, leader.id) : linkKey(leader.id, server);
  return { server, why: 'onItsWay', seq: past.last('msg.send', link)?.seq ?? null };
}
