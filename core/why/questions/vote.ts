/** Why a server refused its vote or gave it (§5.2, §5.4.1), and so for pre-votes (thesis 9.6). */
import type { EventOf } from '../../trace/events.ts';
import { linkKey } from '../../trace/fold/faults.ts';
import type { Compared, Finding, Next, Question } from '../answer.ts';
import { Causes } from '../parts/causes.ts';
import { electionOf, hasEntry, termRiseOf } from '../parts/lookups.ts';
import { hindranceBothWays, messageBefore, sendingOf } from '../parts/reach.ts';
import { newest, type Past } from '../past.ts';
import { type Rule, rules } from '../rules.ts';

type VoteEvent = EventOf<'raft.vote'>;

export function explainVote(past: Past, { voter, candidate, at }: Question<'vote'>): Finding<'vote'> {
  const event = past.last('raft.vote', voter, ({ vote }) => vote.candidate === candidate, at ?? past.seq);
  return event === null ? notAsked(past, voter, candidate) : explainDecision(past, event);
}

function notAsked(past: Past, voter: string, candidate: string): Finding<'vote'> {
  const hindrance = hindranceBothWays(past, candidate, voter);
  const because = new Causes().hindered(hindrance);
  const holds = { verdict: 'notAsked', voter, candidate, hindrance } as const;
  return { holds, rule: rules.oneVotePerTerm, compared: [], because: because.list(), next: null };
}

function explainDecision(past: Past, event: VoteEvent): Finding<'vote'> {
  const { node: voter, vote, state, seq } = event;
  const { candidate, why, votedFor, granted } = vote;
  const preVote = vote.preVote === true;
  const received = messageBefore(past, candidate, voter, seq);
  const request = received === null ? null : sendingOf(past, received.msg);
  const askedTerm = request?.msg.term ?? null;
  const because = new Causes()
    .add(granted ? 'voted' : 'refused', event)
    .add('asked', request)
    .add('received', received);
  addGrounds(past, event, because);
  const verdict = granted ? ('granted' as const) : ('refused' as const);
  const holds = { verdict, voter, candidate, preVote, why, term: state.currentTerm, askedTerm, votedFor };
  const compared = compare(event, askedTerm);
  return { holds, rule: ruleOf(why, preVote), compared, because: because.list(), next: nextOf(event) };
}

/** Only what the rule looked at. */
function compare({ node: voter, vote, state }: VoteEvent, askedTerm: number | null): Compared[] {
  const { candidate, why, mine, theirs, votedFor } = vote;
  const terms: Compared[] = [
    { name: 'askedTerm', who: candidate, value: askedTerm },
    { name: 'currentTerm', who: voter, value: state.currentTerm },
  ];
  switch (why) {
    case 'staleTerm':
    case 'leaderAlive':
      return terms;
    case 'votedForAnother':
    case 'ownVote':
      return [...terms, { name: 'votedFor', who: voter, value: votedFor }];
    default:
      return [
        { name: 'lastLogTerm', who: candidate, value: theirs.lastLogTerm },
        { name: 'lastLogTerm', who: voter, value: mine.lastLogTerm },
        { name: 'lastLogIndex', who: candidate, value: theirs.lastLogIndex },
        { name: 'lastLogIndex', who: voter, value: mine.lastLogIndex },
      ];
  }
}

/** What made the voter such that it had to decide so. */
function addGrounds(past: Past, event: VoteEvent, because: Causes): void {
  const { node: voter, vote, state, seq } = event;
  switch (vote.why) {
    case 'votedForAnother':
    case 'alreadyGranted':
      because.add('voted', grantBefore(past, event));
      return;
    case 'ownVote':
      because.add(
        'timedOut',
        past.last('raft.role', voter, ({ role }) => role.to === 'candidate', seq),
      );
      return;
    case 'staleTerm':
      because.add('termRaised', termRiseOf(past, voter, state.currentTerm, seq));
      return;
    case 'logBehind':
      because.add(
        'appended',
        past.last('log.append', voter, (each) => hasEntry(each, vote.mine.lastLogIndex, vote.mine.lastLogTerm), seq),
      );
      return;
    case 'leaderAlive':
      if (state.role === 'leader') because.add('elected', electionOf(past, voter, seq));
      else because.add('lastHeard', lastHeardLeader(past, voter, seq));
      return;
    case 'free':
      return;
    default:
      vote.why satisfies never;
  }
}

/** The vote of this term that was given away before. */
function grantBefore(past: Past, { node, state, seq }: VoteEvent): VoteEvent | null {
  const isGrant = (each: VoteEvent) =>
    each.vote.granted && each.vote.preVote !== true && each.state.currentTerm === state.currentTerm;
  return past.last('raft.vote', node, isGrant, seq - 1);
}

/** The newest AppendEntries or InstallSnapshot that the server received, of anyone. */
export function lastHeardLeader(past: Past, node: string, upTo: number): EventOf<'msg.recv'> | null {
  const isLeaders = ({ msg }: EventOf<'msg.recv'>) => msg.kind === 'appendEntries' || msg.kind === 'installSnapshot';
  const others = [...past.view.nodes.keys()].filter((id) => id !== node);
  return newest(others.map((from) => past.last('msg.recv', linkKey(from, node), isLeaders, upTo)));
}

function ruleOf(why: VoteEvent['vote']['why'], preVote: boolean): Rule {
  switch (why) {
    case 'staleTerm':
      return preVote ? rules.preVote : rules.oldTermRefused;
    case 'logBehind':
      return rules.upToDateLog;
    case 'leaderAlive':
      return rules.votesWithheld;
    case 'free':
      return preVote ? rules.preVote : rules.upToDateLog;
    default:
      return rules.oneVotePerTerm;
  }
}

function nextOf({ node: voter, vote, state }: VoteEvent): Next | null {
  switch (vote.why) {
    case 'staleTerm':
    case 'votedForAnother':
    case 'ownVote':
      return { what: 'nextTerm', who: [vote.candidate], count: state.currentTerm + 1 };
    case 'logBehind':
      return { what: 'catchesUp', who: [vote.candidate], count: null };
    case 'leaderAlive':
      return { what: 'leaderSilent', who: [voter], count: null };
    default:
      return null;
  }
}
