/** Which events the timeline names one by one, for stepping, the pointer and the list that screen readers hear. */
import type { TraceEvent } from '../../../core/trace/events.ts';
import { classOf } from './model/messages.ts';
import type { Filters } from './paint/scene.ts';

/** Bookkeeping that accompanies every other event. */
const silent: ReadonlySet<TraceEvent['ev']> = new Set(['node.persist', 'raft.progress', 'trace.header', 'lab.call']);

export function isSilent(event: TraceEvent | undefined): boolean {
  return event !== undefined && silent.has(event.ev);
}

export function isListed(event: TraceEvent | undefined, filters: Filters): boolean {
  if (!event || silent.has(event.ev)) return false;
  if (!('msg' in event)) return filters.heartbeats || !isHeartbeatCheck(event);
  if (event.ev === 'msg.drop') return filters.drops;
  switch (classOf(event.msg)) {
    case 'vote':
      return filters.votes;
    case 'append':
      return filters.appends;
    case 'heartbeat':
      // recv, hold and duplicate records are short: what they carried is known from the send.
      return filters.heartbeats || (event.ev !== 'msg.send' && event.msg.entryCount === undefined && filters.appends);
    case 'client':
      return true;
  }
}

/** The consistency check that every quiet heartbeat brings (§5.3). */
function isHeartbeatCheck(event: TraceEvent): boolean {
  return event.ev === 'raft.check' && event.check.success;
}

/** The log index an event is about, if it is about one. */
export function entryOf(event: TraceEvent): number | null {
  switch (event.ev) {
    case 'log.append':
      return event.append.entries.at(-1)?.index ?? null;
    case 'log.commit':
      return event.commit.to;
    case 'log.truncate':
      return event.truncate.fromIndex;
    case 'log.compact':
      return event.compact.lastIncludedIndex;
    case 'raft.configuration':
      return event.configuration.index;
    case 'raft.withhold':
      return event.withhold.index;
    case 'client.ok':
      return event.op.index;
    case 'msg.send':
      return event.msg.entries?.at(-1)?.index ?? null;
    default:
      return null;
  }
}
