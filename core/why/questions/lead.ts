/** Why a server cannot become leader: its own place and state, and for each voter what keeps its vote (§5.2, §5.4.1, §6). */
import type { EventOf } from '../../trace/events.ts';
import { placeIn, votersOf } from '../../trace/membership.ts';
import { labClockAt, leaderOfHighestTerm } from '../../trace/queries.ts';
import type { NodeView } from '../../trace/view-types.ts';
import type { Compared, Finding, Next, Question } from '../answer.ts';
import type { WouldRefuse } from '../holds.ts';
import { Causes } from '../parts/causes.ts';
import { electionOf, hasEntry } from '../parts/lookups.ts';
import { Majorities, majorityFacts } from '../parts/majorities.ts';
import { hindranceBothWays, stoppedBy } from '../parts/reach.ts';
import type { Past } from '../past.ts';
import { type Rule, rules } from '../rules.ts';
import { lastHeardLeader } from './vote.ts';

export function explainLead(past: Past, { node: id }: Question<'lead'>): Finding<'lead'> {
  const node = past.node(id);
  const stopped = stoppedBy(past, id);
  if (stopped !== null || node === null) {
    const why = stopped?.why ?? 'notStarted';
    const next = { what: why === 'paused' ? 'resumes' : 'restarts', who: [id], count: null } as const;
    const because = new Causes().add('stopped', stopped).list();
    return {
      holds: { verdict: 'notRunning', node: id, why },
      rule: rules.electionTimeout,
      compared: [],
      because,
      next,
    };
  }
  if (node.state.role === 'leader') return leads(past, node);
  const place = placeIn(node.configuration, id);
  return place === 'learner' || place === 'none' ? notVoter(past, node, place) : explainVotes(past, node);
}

function leads(past: Past, { id, state }: NodeView): Finding<'lead'> {
  const highest = leaderOfHighestTerm(past.view);
  const newer = highest !== null && highest.id !== id ? highest.id : null;
  const because = new Causes()
    .add('elected', electionOf(past, id), newer === null ? null : electionOf(past, newer))
    .list();
  const compared: Compared[] = [{ name: 'currentTerm', who: id, value: state.currentTerm }];
  if (newer !== null) compared.push({ name: 'currentTerm', who: newer, value: highest?.state.currentTerm ?? null });
  const holds = { verdict: 'leads', node: id, term: state.currentTerm, newer } as const;
  return { holds, rule: rules.oneLeaderPerTerm, compared, because, next: null };
}

function notVoter(past: Past, { id }: NodeView, place: 'learner' | 'none'): Finding<'lead'> {
  const because = new Causes().add('membership', past.last('raft.configuration', id)).list();
  const holds = { verdict: 'notVoter', node: id, place } as const;
  const compared = [{ name: 'place', who: id, value: place }] as const;
  return { holds, rule: rules.membership, compared, because, next: { what: 'becomesVoter', who: [id], count: null } };
}

function explainVotes(past: Past, node: NodeView): Finding<'lead'> {
  const { id, configuration } = node;
  const voters = votersOf(configuration);
  const all = voters.map((voter) => whyNot(past, node, voter)).filter((found) => found !== null);
  const could = voters.filter((voter) => !all.some(({ server }) => server === voter));
  const majorities = new Majorities(configuration, new Set(could));
  const compared = compare(past, voters);
  if (majorities.isJoint) compared.push(...majorityFacts('couldVote', majorities.counts));
  if (majorities.areReached) return needsTime(past, node, { could, majorities, all, compared });
  const refusals = all.filter(({ server }) => majorities.wanted.includes(server));
  const because = causesOf(refusals);
  for (const { server } of refusals) because.add('refused', lastRefusal(past, server, id));
  if (majorities.isJoint) because.add('membership', past.last('raft.configuration', id));
  const verdict = decisive(node, voters, refusals);
  const holds = { verdict, node: id, refusals, could, ...majorities.counts };
  const next = nextOf(verdict, refusals, id);
  return { holds, rule: ruleOf(verdict, majorities), compared, because: because.list(), next };
}

interface Found {
  readonly could: readonly string[];
  readonly majorities: Majorities;
  readonly all: readonly WouldRefuse[];
  readonly compared: readonly Compared[];
}

function needsTime(past: Past, { id, state }: NodeView, { could, majorities, all, compared }: Found): Finding<'lead'> {
  const { electionDeadline } = state;
  const timeLeft = electionDeadline === null ? null : Math.max(0, electionDeadline - labClockAt(past.view, past.t));
  const because = causesOf(all)
    .add('lastHeard', lastHeardLeader(past, id, past.seq))
    .add('decided', past.last('raft.role', id));
  const holds = { verdict: 'needsTime', node: id, timeLeft, could, ...majorities.counts } as const;
  const next = { what: 'timerFires', who: [id], count: null } as const;
  return { holds, rule: rules.electionTimeout, compared, because: because.list(), next };
}

/** What would keep the voter's vote from `node` if it asked now; null when nothing would. */
function whyNot(past: Past, node: NodeView, voter: string): WouldRefuse | null {
  if (voter === node.id) return null;
  const blocked = hindranceBothWays(past, node.id, voter);
  if (blocked !== null) return blocked;
  const other = past.node(voter);
  if (other === null) return null;
  if (isAhead(other, node)) return { server: voter, why: 'logBehind', seq: lastAppend(past, other)?.seq ?? null };
  if (hearsLeader(past, other)) {
    const shown = other.state.role === 'leader' ? electionOf(past, voter) : lastHeardLeader(past, voter, past.seq);
    return { server: voter, why: 'leaderAlive', seq: shown?.seq ?? null };
  }
  return null;
}

/** §5.4.1: the voter's log is more up to date than the candidate's. */
function isAhead({ state: voter }: NodeView, { state: candidate }: NodeView): boolean {
  if (voter.lastLogTerm !== candidate.lastLogTerm) return voter.lastLogTerm > candidate.lastLogTerm;
  return voter.lastLogIndex > candidate.lastLogIndex;
}

function lastAppend(past: Past, { id, state }: NodeView): EventOf<'log.append'> | null {
  return past.last('log.append', id, (event) => hasEntry(event, state.lastLogIndex, state.lastLogTerm));
}

/** Pre-Vote (thesis 9.6) and withheld votes (4.2.3): who hears a leader does not help to replace it. */
function hearsLeader(past: Past, { id, state }: NodeView): boolean {
  const { rules: inForce, header, pace } = past.view;
  if (inForce === null || !(inForce.preVote || inForce.withholdVotes)) return false;
  if (state.role === 'leader') return true;
  const heard = lastHeardLeader(past, id, past.seq);
  if (heard === null || header === null) return false;
  const silentMs = ((past.t - heard.t) * pace.rate) / 1000;
  return silentMs < header.config.electionTimeoutMs;
}

type Verdict = 'unreachable' | 'logBehind' | 'leaderAlive' | 'notEnough';

/** The reason that alone is enough; when none is, all together. */
function decisive(node: NodeView, voters: readonly string[], refusals: readonly WouldRefuse[]): Verdict {
  const isEnough = (counts: (why: WouldRefuse['why']) => boolean) => {
    const without = refusals.filter(({ why }) => counts(why)).map(({ server }) => server);
    return !new Majorities(node.configuration, new Set(voters.filter((voter) => !without.includes(voter)))).areReached;
  };
  if (isEnough((why) => why !== 'logBehind' && why !== 'leaderAlive')) return 'unreachable';
  if (isEnough((why) => why === 'logBehind')) return 'logBehind';
  return isEnough((why) => why === 'leaderAlive') ? 'leaderAlive' : 'notEnough';
}

function compare(past: Past, voters: readonly string[]): Compared[] {
  return voters.flatMap((who) => {
    const view = past.node(who);
    if (view === null) return [];
    const { status, state } = view;
    return [
      { name: 'lastLogTerm', who, value: state.lastLogTerm } as const,
      { name: 'lastLogIndex', who, value: state.lastLogIndex } as const,
      { name: 'status', who, value: status } as const,
    ];
  });
}

function lastRefusal(past: Past, voter: string, candidate: string): EventOf<'raft.vote'> | null {
  const event = past.last('raft.vote', voter, ({ vote }) => vote.candidate === candidate);
  return event === null || event.vote.granted ? null : event;
}

function causesOf(refusals: readonly WouldRefuse[]): Causes {
  const because = new Causes();
  for (const { server, why, seq, ...held } of refusals) {
    if (why === 'logBehind') because.add('appended', { seq });
    else if (why === 'leaderAlive') because.add('lastHeard', { seq });
    else because.hindered({ server, why, seq, ...held });
  }
  return because;
}

function ruleOf(verdict: Verdict, { isJoint }: Majorities): Rule {
  if (verdict === 'logBehind') return rules.upToDateLog;
  if (verdict === 'leaderAlive') return rules.votesWithheld;
  return isJoint ? rules.jointMajorities : rules.majorityOfVotes;
}

function nextOf(verdict: Verdict, refusals: readonly WouldRefuse[], id: string): Next {
  if (verdict === 'logBehind') return { what: 'catchesUp', who: [id], count: null };
  const who = refusals.map(({ server }) => server);
  if (verdict === 'leaderAlive') return { what: 'leaderSilent', who, count: null };
  const areStopped = refusals.every(({ why }) => why === 'down' || why === 'halted' || why === 'paused');
  return { what: areStopped ? 'restarts' : 'heals', who, count: null };
}
