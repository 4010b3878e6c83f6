/** The messages on the ring: which are drawn, as what sign, and where on their link they are at this moment. */
import type { MessageRecord } from '../../../core/trace/events.ts';
import { labClockAt } from '../../../core/trace/queries.ts';
import type { ClusterView, DroppedView, MessageView } from '../../../core/trace/view-types.ts';
import { ruleOf } from '../../model/links.ts';

export type SignKind = 'heartbeat' | 'append' | 'snapshot' | 'reply' | 'vote' | 'dropped';

export interface Sign {
  readonly id: string;
  readonly kind: SignKind;
  readonly from: string;
  readonly to: string;
  readonly term: number;
  /** Entries carried, for an append. */
  readonly count: number;
  /** Share of the way, 0 … 1. */
  readonly share: number;
  readonly held: boolean;
  /** What the sign means, in words. */
  readonly name: string;
}

const mostSigns = 60;
/** How long the × of a lost message stays, µs of trace time. */
const dropShownMicros = 900_000;

const kinds: Partial<Record<MessageRecord['kind'], SignKind>> = {
  preVote: 'vote',
  requestVote: 'vote',
  requestVoteReply: 'reply',
  installSnapshot: 'snapshot',
  timeoutNow: 'vote',
  readIndex: 'heartbeat',
  appendEntriesReply: 'reply',
};

function kindOf({ message }: Pick<MessageView, 'message'>): SignKind {
  if (message.kind === 'appendEntries') return (message.entryCount ?? 0) > 0 ? 'append' : 'heartbeat';
  return kinds[message.kind] ?? 'reply';
}

const names: Partial<Record<MessageRecord['kind'], string>> = {
  preVote: 'pre-vote request',
  requestVote: 'vote request',
  installSnapshot: 'chunk of a snapshot',
  timeoutNow: 'call to take over the lead',
  readIndex: 'question for the read index',
};

function nameOf(sign: Pick<Sign, 'kind' | 'from' | 'to' | 'count' | 'term'>, { kind }: MessageRecord): string {
  const way = `${sign.from} to ${sign.to}, term ${sign.term}`;
  if (sign.kind === 'append') return `append of ${sign.count} ${sign.count === 1 ? 'entry' : 'entries'}, ${way}`;
  return `${names[kind] ?? sign.kind}, ${way}`;
}

/** The share of its way that a message has gone; null when it should have arrived and nothing was heard of it. */
function shareOf(view: ClusterView, { message, sentAt }: MessageView, now: number): number | null {
  const holdMs = (view.pace.holdMs ?? 0) + (ruleOf(view, message.from, message.to)?.delayMs ?? 0);
  if (holdMs === 0) return null;
  const elapsed = labClockAt(view, now) - labClockAt(view, sentAt);
  const share = elapsed / (holdMs * 1000);
  return share > 2 ? null : Math.min(1, Math.max(0, share));
}

/** Messages between nodes that are under way; none at a pace too fast for the eye. */
export function signsOf(view: ClusterView, now: number): Sign[] {
  const signs: Sign[] = [];
  const heldBefore = new Map<string, number>();
  for (const message of view.messages.values()) {
    const { from, to, term, id, entryCount } = message.message;
    if (!view.nodes.has(from) || !view.nodes.has(to)) continue;
    const lane = `${from}>${to}`;
    const held = message.held || view.pace.mode === 'step';
    const queued = heldBefore.get(lane) ?? 0;
    if (held) heldBefore.set(lane, queued + 1);
    // The oldest held message stands nearest to its receiver, where the next delivery will take it.
    const share = held ? 0.74 - 0.2 * queued : shareOf(view, message, now);
    if (share === null || share < 0.1) continue;
    const shown = { kind: kindOf(message), from, to, term, count: entryCount ?? 0 };
    signs.push({ ...shown, id, share, held, name: nameOf(shown, message.message) });
    if (signs.length >= mostSigns) break;
  }
  return [...signs, ...dropSigns(view, now)];
}

/** Where a lost message ends: before the cut, or just before the one who is not there. */
function dropSigns(view: ClusterView, now: number): Sign[] {
  if (view.pace.mode === 'real') return [];
  return view.dropped
    .filter((dropped) => now - dropped.at < dropShownMicros)
    .filter(({ message }) => view.nodes.has(message.from) && view.nodes.has(message.to))
    .map((dropped) => dropSign(dropped));
}

function dropSign({ message, why }: DroppedView): Sign {
  const { from, to, term, id } = message;
  const share = why === 'down' || why === 'disconnected' ? 0.72 : 0.42;
  return {
    id: `${id} lost`,
    kind: 'dropped',
    from,
    to,
    term,
    count: 0,
    share,
    held: false,
    name: `lost: ${message.kind} from ${from} to ${to}`,
  };
}
