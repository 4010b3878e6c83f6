/** Why a leader's nextIndex for a server went back: the consistency check that failed, and what was reported (§5.3). */
import type { EventOf } from '../../trace/events.ts';
import { linkKey } from '../../trace/fold/faults.ts';
import type { Compared, Finding, Question } from '../answer.ts';
import { Causes } from '../parts/causes.ts';
import { electionOf, hasEntry } from '../parts/lookups.ts';
import { messageBefore, sendingOf } from '../parts/reach.ts';
import type { Past } from '../past.ts';
import { rules } from '../rules.ts';

type ProgressEvent = EventOf<'raft.progress'>;

export function explainNextIndex(past: Past, { leader, peer, at }: Question<'nextIndex'>): Finding<'nextIndex'> {
  const isBack = ({ progress }: ProgressEvent) => progress.peer === peer && wentBack(progress.why);
  const back = past.last('raft.progress', leader, isBack, at ?? past.seq);
  if (back === null) return neverWentBack(past, leader, peer);
  return back.progress.why === 'elected' ? firstGuess(past, back) : backedUp(past, back);
}

function wentBack(why: ProgressEvent['progress']['why']): boolean {
  return why === 'conflict' || why === 'logTooShort' || why === 'elected';
}

function neverWentBack(past: Past, leader: string, peer: string): Finding<'nextIndex'> {
  const known = past.node(leader)?.progress.get(peer);
  const compared: Compared[] =
    known === undefined
      ? []
      : [
          { name: 'nextIndex', who: peer, value: known.nextIndex },
          { name: 'matchIndex', who: peer, value: known.matchIndex },
        ];
  const holds = { verdict: 'neverWentBack', leader, peer } as const;
  return { holds, rule: rules.consistencyCheck, compared, because: [], next: null };
}

/** A new leader knows nothing yet: it begins after its own last entry. */
function firstGuess(past: Past, event: ProgressEvent): Finding<'nextIndex'> {
  const { node: leader, progress, state } = event;
  const { peer, nextIndex } = progress;
  const because = new Causes()
    .add('elected', electionOf(past, leader, event.seq))
    .add('wentBack', event)
    .list();
  const compared = [
    { name: 'nextIndex', who: peer, value: nextIndex },
    { name: 'lastLogIndex', who: leader, value: state.lastLogIndex },
  ] as const;
  const holds = { verdict: 'elected', leader, peer, nextIndex } as const;
  const next = { what: 'logsAgree', who: [peer], count: null } as const;
  return { holds, rule: rules.firstGuess, compared, because, next };
}

function backedUp(past: Past, event: ProgressEvent): Finding<'nextIndex'> {
  const { node: leader, progress, seq } = event;
  const { peer, nextIndex, matchIndex } = progress;
  const earlier = past.last('raft.progress', leader, (each) => each.progress.peer === peer, seq - 1);
  const received = messageBefore(past, peer, leader, seq);
  const reply = received === null ? null : sendingOf(past, received.msg);
  const check = reply === null ? null : past.last('raft.check', peer, (each) => !each.check.success, reply.seq);
  const { conflictTerm = null, conflictIndex = null, prevLogIndex = null } = check?.check ?? {};
  const leadersLast = conflictTerm === null ? null : lastOfTerm(past, event, conflictTerm);
  const because = new Causes()
    .add('asked', requestOf(past, leader, peer, check))
    .add('appended', conflictingAppend(past, check))
    .add('checked', check)
    .add('sent', reply)
    .add('received', received)
    .add('wentBack', event)
    .list();
  const compared: Compared[] = [
    { name: 'prevLogIndex', who: leader, value: prevLogIndex },
    { name: 'prevLogTerm', who: leader, value: check?.check.prevLogTerm ?? null },
    { name: 'termAtPrevLogIndex', who: peer, value: check?.check.ownTerm ?? null },
    { name: 'conflictTerm', who: peer, value: conflictTerm },
    { name: 'conflictIndex', who: peer, value: conflictIndex },
    { name: 'lastOfConflictTerm', who: leader, value: leadersLast },
    { name: 'matchIndex', who: peer, value: matchIndex },
    { name: 'nextIndexBefore', who: peer, value: earlier?.progress.nextIndex ?? null },
    { name: 'nextIndex', who: peer, value: nextIndex },
  ];
  const facts = { before: earlier?.progress.nextIndex ?? null, nextIndex, prevLogIndex, conflictTerm, conflictIndex };
  const verdict = progress.why === 'conflict' ? ('conflict' as const) : ('logTooShort' as const);
  const holds = { verdict, leader, peer, ...facts, leadersLastOfTerm: leadersLast };
  const next = { what: 'logsAgree', who: [peer], count: null } as const;
  return { holds, rule: rules.consistencyCheck, compared, because, next };
}

/** The AppendEntries whose place in the log was checked. */
function requestOf(past: Past, leader: string, peer: string, check: EventOf<'raft.check'> | null) {
  if (check === null) return null;
  const received = past.last('msg.recv', linkKey(leader, peer), () => true, check.seq);
  return received === null ? null : sendingOf(past, received.msg);
}

/** Where the follower has the entry from that does not agree. */
function conflictingAppend(past: Past, check: EventOf<'raft.check'> | null): EventOf<'log.append'> | null {
  if (check === null || check.check.ownTerm === null) return null;
  const { prevLogIndex, ownTerm } = check.check;
  return past.last('log.append', check.node, (each) => hasEntry(each, prevLogIndex, ownTerm), check.seq);
}

/** Read off the leader's log as it is now: a leader never changes what it has. */
function lastOfTerm(past: Past, { node, state }: ProgressEvent, term: number): number | null {
  const view = past.node(node);
  if (view === null) return null;
  const last = view.log.findLast((entry) => entry.term === term && entry.index <= state.lastLogIndex);
  return last?.index ?? (view.snapshotTerm === term ? view.snapshotIndex : null);
}
