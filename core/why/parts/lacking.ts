/** Why a server does not count as storing an entry of the leader's (§5.3): its way, its disk, its log, or an answer under way. */
import type { MessageRecord } from '../../trace/events.ts';
import { linkKey } from '../../trace/queries.ts';
import { termAt } from '../../trace/view-log.ts';
import type { NodeView } from '../../trace/view-types.ts';
import type { Hindrance } from '../holds.ts';
import type { Past } from '../past.ts';
import { delayedOn } from './held.ts';
import { hasEntry } from './lookups.ts';
import { answersHindrance, hindrance, hindranceBothWays, stoppedBy } from './reach.ts';

export function whyLacking(past: Past, leader: NodeView, server: string, index: number, term: number): Hindrance {
  const follower = past.node(server);
  if (follower === null || termAt(follower, index) !== term) return whyNotThere(past, leader, server, index);
  return stoppedBy(past, server) ?? whyNotHeardOf(past, leader, follower, index, term);
}

/** The leader's entries do not reach it, or it does not take them yet. */
function whyNotThere(past: Past, { id }: NodeView, server: string, index: number): Hindrance {
  const carries = ({ prevLogIndex = 0, entryCount = 0 }: MessageRecord) =>
    prevLogIndex < index && index <= prevLogIndex + entryCount;
  const blocked = hindranceBothWays(past, id, server, carries);
  if (blocked !== null) return blocked;
  const belief = past.last('raft.progress', id, ({ progress }) => progress.peer === server);
  const mode = belief?.progress.mode;
  if (mode === 'snapshot') return { server, why: 'snapshot', seq: belief?.seq ?? null };
  const delayed = delayedOn(past, id, server, server, carries) ?? delayedOn(past, server, id, server);
  if (delayed !== null) return delayed;
  if (mode === 'probe') return { server, why: 'probing', seq: belief?.seq ?? null };
  return { server, why: 'onItsWay', seq: past.last('msg.send', linkKey(id, server))?.seq ?? null };
}

/** It has the entry, and the leader does not know. While an answer is under way, nothing else need reach it. */
function whyNotHeardOf(past: Past, { id }: NodeView, follower: NodeView, index: number, term: number): Hindrance {
  const server = follower.id;
  const blocked = answersHindrance(past, id, server);
  if (blocked !== null) return blocked;
  if (follower.state.durableIndex < index) return saving(past, server, index, term);
  const delayed = delayedOn(past, server, id, server);
  if (delayed !== null) return delayed;
  const isAnswering = [...past.view.messages.values()].some(
    ({ message: { from, to } }) => from === server && to === id,
  );
  const askedAgain = isAnswering ? null : hindrance(past, id, server);
  return askedAgain ?? { server, why: 'onItsWay', seq: past.last('msg.send', linkKey(server, id))?.seq ?? null };
}

function saving(past: Past, server: string, index: number, term: number): Hindrance {
  const append = past.last('log.append', server, (event) => hasEntry(event, index, term));
  return { server, why: 'saving', seq: append?.seq ?? null };
}
