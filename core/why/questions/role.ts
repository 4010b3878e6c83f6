/** Why a server started an election, took the lead or stepped down: its last change of role (§5.1, §5.2, thesis 6.2). */
import type { EventOf } from '../../trace/events.ts';
import type { Compared, Finding, Question } from '../answer.ts';
import { Causes } from '../parts/causes.ts';
import { termRiseOf } from '../parts/lookups.ts';
import { Majorities, majorityFacts } from '../parts/majorities.ts';
import { cutOf, messageBefore, sendingOf, stopOf, stoppedBy } from '../parts/reach.ts';
import type { Past } from '../past.ts';
import { rules } from '../rules.ts';
import { explainTimeout } from './timeout.ts';

type RoleEvent = EventOf<'raft.role'>;

export function explainRole(past: Past, { node, at }: Question<'role'>): Finding<'role'> {
  const event = past.last('raft.role', node, () => true, at ?? past.seq);
  if (event === null) return neverChanged(past, node);
  switch (event.role.why) {
    case 'electionTimeout':
    case 'majorityOfPreVotes':
      return explainTimeout(past, event);
    case 'leaderAsked':
      return leaderAsked(past, event);
    case 'majorityOfVotes':
      return elected(past, event);
    case 'higherTermSeen':
      return higherTerm(past, event);
    case 'leaderOfThisTerm':
      return leaderHeard(past, event);
    case 'noQuorum':
      return noQuorum(past, event);
    case 'removed':
      return removed(past, event);
    default:
      return event.role.why satisfies never;
  }
}

function neverChanged(past: Past, node: string): Finding<'role'> {
  const holds = { verdict: 'neverChanged', node, term: past.node(node)?.state.currentTerm ?? 0 } as const;
  const because = new Causes().add('decided', past.last('node.start', node)).list();
  return { holds, rule: rules.electionTimeout, compared: [], because, next: null };
}

/** Thesis 3.10: the leader's TimeoutNow, and the transfer that it belongs to. */
function leaderAsked(past: Past, event: RoleEvent): Finding<'role'> {
  const { node, seq, state } = event;
  const transfer = past.lastOfAnyone('raft.transfer', (each) => each.transfer.target === node, seq);
  const leader = transfer?.node ?? null;
  const received = leader === null ? null : messageBefore(past, leader, node, seq);
  const begun = (each: EventOf<'raft.transfer'>) => each.transfer.target === node && each.transfer.stage === 'begun';
  const because = new Causes()
    .add('asked', leader === null ? null : past.last('raft.transfer', leader, begun, seq), transfer)
    .add('sent', received === null ? null : sendingOf(past, received.msg))
    .add('received', received)
    .add(
      'timedOut',
      past.last('raft.timeout', node, () => true, seq),
    )
    .add('decided', event)
    .list();
  const holds = { verdict: 'leaderAsked', node, term: state.currentTerm, leader } as const;
  return { holds, rule: rules.transfer, compared: [], because, next: null };
}

function elected(past: Past, event: RoleEvent): Finding<'role'> {
  const { node, seq, state, role } = event;
  const campaign = past.last('raft.role', node, (each) => each.role.to === 'candidate', seq);
  const tallies = past.all(
    'raft.tally',
    node,
    campaign?.seq ?? 0,
    (each) => each.seq < seq && each.tally.preVote !== true,
  );
  const { counts, isJoint } = new Majorities(past.configurationAt(node, seq), new Set(role.votes));
  const because = new Causes()
    .add('timedOut', campaign)
    .add('counted', ...tallies)
    .add('elected', event)
    .list();
  const holds = { verdict: 'elected', node, term: state.currentTerm, votes: role.votes } as const;
  const rule = isJoint ? rules.jointMajorities : rules.majorityOfVotes;
  return { holds, rule, compared: majorityFacts('votes', counts), because, next: null };
}

/** §5.1: who had the higher term, and how it came by it. */
function higherTerm(past: Past, event: RoleEvent): Finding<'role'> {
  const { node, seq, state, role } = event;
  const rise = termRiseOf(past, node, state.currentTerm);
  const seenFrom = rise?.term.seenFrom ?? null;
  const received = seenFrom === null ? null : messageBefore(past, seenFrom, node, seq);
  const sent = received === null ? null : sendingOf(past, received.msg);
  const because = new Causes()
    .add('termRaised', seenFrom === null ? null : termRiseOf(past, seenFrom, state.currentTerm, seq))
    .add('sent', sent)
    .add('received', received)
    .add('termRaised', rise)
    .add('steppedDown', event)
    .list();
  const oldTerm = rise?.term.from ?? state.currentTerm;
  const compared: Compared[] = [{ name: 'currentTerm', who: node, value: oldTerm }];
  if (seenFrom !== null) compared.push({ name: 'currentTerm', who: seenFrom, value: state.currentTerm });
  const holds = { verdict: 'higherTerm', node, term: state.currentTerm, from: role.from, seenFrom, oldTerm } as const;
  return { holds, rule: rules.higherTermWins, compared, because, next: null };
}

function leaderHeard(past: Past, event: RoleEvent): Finding<'role'> {
  const { node, seq, state, role } = event;
  const leader = past.first('raft.leader', node, seq - 3)?.leader.id ?? state.leaderId;
  const received = leader === null ? null : messageBefore(past, leader, node, seq);
  const isElection = (each: RoleEvent) => each.role.to === 'leader' && each.state.currentTerm === state.currentTerm;
  const because = new Causes()
    .add('elected', leader === null ? null : past.last('raft.role', leader, isElection, seq))
    .add('received', received)
    .add('steppedDown', event)
    .list();
  const holds = { verdict: 'leaderHeard', node, term: state.currentTerm, from: role.from, leader } as const;
  return { holds, rule: rules.oneLeaderPerTerm, compared: [], because, next: null };
}

/** Thesis 6.2: who did not answer for an election timeout, and what kept them. */
function noQuorum(past: Past, event: RoleEvent): Finding<'role'> {
  const { node, seq, state } = event;
  const quorum = past.last('raft.quorum', node, () => true, seq);
  const heardFrom = quorum?.quorum.heardFrom ?? [];
  // The check counts the leader itself among those that were heard.
  const majorities = new Majorities(past.configurationAt(node, seq), new Set([node, ...heardFrom]));
  const missing = majorities.wanted.map((server) => {
    const stop = stoppedBy(past, server) === null ? null : stopOf(past, server, seq);
    if (stop !== null) return { server, why: stop.ev === 'node.pause' ? 'paused' : 'down', seq: stop.seq } as const;
    const cut = cutOf(past, node, server, seq) ?? cutOf(past, server, node, seq);
    return { server, why: cut === null ? 'answersLost' : 'cut', seq: cut?.seq ?? null } as const;
  });
  const because = new Causes().add('quorumChecked', quorum).add('steppedDown', event);
  for (const { why, seq: shown } of missing) because.add(why === 'cut' ? 'cut' : 'stopped', { seq: shown });
  const compared = majorityFacts('votes', majorities.counts);
  const holds = {
    verdict: 'noQuorum',
    node,
    term: state.currentTerm,
    heardFrom,
    missing,
    ...majorities.counts,
  } as const;
  return { holds, rule: rules.checkQuorum, compared, because: because.list(), next: null };
}

function removed(past: Past, event: RoleEvent): Finding<'role'> {
  const { node, seq, state } = event;
  const membership = past.last('raft.configuration', node, () => true, seq);
  const index = membership?.configuration.index ?? 0;
  const because = new Causes()
    .add('membership', membership)
    .add('committed', past.commitOf(index))
    .add('steppedDown', event)
    .list();
  const holds = { verdict: 'removed', node, term: state.currentTerm, index } as const;
  return { holds, rule: rules.membership, compared: [], because, next: null };
}
