/** What stands between two servers at an instant: who is down, which link is cut, what was lost or is held on it (§2). */
import type { EventOf } from '../../trace/events.ts';
import { isCut, linkKey } from '../../trace/queries.ts';
import type { Hindrance } from '../holds.ts';
import { newest, type Past } from '../past.ts';
import { heldOn, type Matters } from './held.ts';

type Stopped = 'down' | 'halted' | 'paused' | 'notStarted';

/** Why the server does nothing; null when it is up. */
export function stoppedBy(past: Past, server: string): (Hindrance & { readonly why: Stopped }) | null {
  const status = past.node(server)?.status ?? 'new';
  if (status === 'up') return null;
  const why = status === 'new' ? 'notStarted' : status;
  return { server, why, seq: stopOf(past, server)?.seq ?? null };
}

/** The event that ended or paused the server, at `upTo` or before. */
export function stopOf(past: Past, server: string, upTo = past.seq): EventOf<'node.crash'> | null {
  return past.lastOf(['node.crash', 'node.stop', 'node.halt', 'node.pause'], server, upTo);
}

/** The fault that last cut this direction of the link. */
export function cutOf(past: Past, from: string, to: string, upTo = past.seq): EventOf<'fault.link'> | null {
  const cuts = ({ fault }: EventOf<'fault.link'>) =>
    fault.links.some((rule) => rule.from === from && rule.to === to && rule.cut);
  return newest(
    (['fault.partition', 'fault.isolate', 'fault.link'] as const).map((kind) => past.last(kind, 'lab', cuts, upTo)),
  );
}

/** Why what `from` sends does not reach `to`; null when nothing stands in the way. */
export function hindrance(past: Past, from: string, to: string, matters?: Matters): Hindrance | null {
  return stoppedBy(past, to) ?? wayTo(past, from, to, to, matters);
}

/** Why the answers of `to` do not come back to `from`. */
export function answersHindrance(past: Past, from: string, to: string): Hindrance | null {
  const back = wayTo(past, to, from, to);
  if (back === null) return null;
  if (back.why === 'cut') return { ...back, why: 'answersCut' };
  return { ...back, why: back.why === 'held' ? 'answersHeld' : 'answersLost' };
}

/** Both ways: a request, and its answer. */
export function hindranceBothWays(past: Past, from: string, to: string, matters?: Matters): Hindrance | null {
  return hindrance(past, from, to, matters) ?? answersHindrance(past, from, to);
}

function wayTo(past: Past, from: string, to: string, server: string, matters?: Matters): Hindrance | null {
  if (isCut(past.view, from, to)) return { server, why: 'cut', seq: cutOf(past, from, to)?.seq ?? null };
  return heldOn(past, from, to, server, matters) ?? lossOn(past, from, to, server);
}

/** Losses count while nothing has come through since. */
function lossOn(past: Past, from: string, to: string, server: string): Hindrance | null {
  const key = linkKey(from, to);
  const lost = past.last('msg.drop', key, ({ ev }) => ev === 'msg.drop');
  if (lost === null || lost.why === 'cut') return null;
  const received = past.last('msg.recv', key);
  if (received !== null && received.seq > lost.seq) return null;
  return { server, why: lost.why === 'loss' ? 'loss' : 'lost', seq: lost.seq };
}

/** What became of a message: the event that ended it, or null while it is under way. */
export function fateOf(past: Past, sent: EventOf<'msg.send'>): EventOf<'msg.recv'> | EventOf<'msg.drop'> | null {
  const key = linkKey(sent.msg.from, sent.msg.to);
  const isIt = ({ msg }: { readonly msg: { readonly id: string } }) => msg.id === sent.msg.id;
  const received = past.first('msg.recv', key, sent.seq, isIt);
  return received ?? past.first('msg.drop', key, sent.seq, isIt);
}

/** The sending of a message that was received or lost. */
export function sendingOf(past: Past, msg: { readonly from: string; readonly to: string; readonly id: string }) {
  return past.last('msg.send', linkKey(msg.from, msg.to), (sent) => sent.msg.id === msg.id);
}

/** The message that the step was taken for which left the event `seq`: the last one received before it by the server. */
export function messageBefore(past: Past, from: string, to: string, seq: number): EventOf<'msg.recv'> | null {
  return past.last('msg.recv', linkKey(from, to), () => true, seq);
}
