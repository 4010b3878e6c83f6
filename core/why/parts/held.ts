/** Messages that are held back: for a delivery by hand, or by a link that was made slow on purpose (§2: any delay). */
import type { EventOf, LinkRule, MessageRecord } from '../../trace/events.ts';
import { linkKey } from '../../trace/queries.ts';
import type { MessageView } from '../../trace/view-types.ts';
import type { Hindrance } from '../holds.ts';
import { newest, type Past } from '../past.ts';

/** Picks the message that the answer is about, where several are held. */
export type Matters = (message: MessageRecord) => boolean;

/** The first that matters, else the first, of those that wait for a hand. */
export function heldOn(past: Past, from: string, to: string, server: string, matters?: Matters): Hindrance | null {
  const found = pick(past, from, to, true, matters);
  if (found === null) return null;
  return { server, why: 'held', seq: holdOf(past, found.message)?.seq ?? null, ...sentBy(past, found) };
}

/** One that is out on a link whose rule takes its time; `seq` is the rule's. */
export function delayedOn(past: Past, from: string, to: string, server: string, matters?: Matters): Hindrance | null {
  const found = pick(past, from, to, false, matters);
  const rule = found === null ? null : slowRuleOf(past, from, to);
  return found === null || rule === null ? null : { server, why: 'delayed', seq: rule.seq, ...sentBy(past, found) };
}

/** By which event a message waits for a hand. */
export function holdOf(past: Past, { from, to, id }: Pick<MessageRecord, 'from' | 'to' | 'id'>) {
  return past.last('msg.hold', linkKey(from, to), ({ msg }) => msg.id === id);
}

/** The fault that made this direction of the link slow; null when nothing does now. */
export function slowRuleOf(past: Past, from: string, to: string): EventOf<'fault.link'> | null {
  const rule = past.view.links.get(linkKey(from, to));
  if (rule === undefined || !isSlow(rule)) return null;
  const sets = ({ fault }: EventOf<'fault.link'>) =>
    fault.links.some((each) => each.from === from && each.to === to && isSlow(each));
  const kinds = ['fault.partition', 'fault.isolate', 'fault.link'] as const;
  return newest(kinds.map((kind) => past.last(kind, 'lab', sets)));
}

function isSlow({ delayMs, jitterMs, reorder }: LinkRule): boolean {
  return delayMs > 0 || jitterMs > 0 || reorder > 0;
}

function pick(past: Past, from: string, to: string, isHeld: boolean, matters?: Matters): MessageView | null {
  let first: MessageView | null = null;
  for (const each of past.view.messages.values()) {
    if (each.held !== isHeld || each.message.from !== from || each.message.to !== to) continue;
    if (matters === undefined || matters(each.message)) return each;
    first ??= each;
  }
  return first;
}

function sentBy(past: Past, { message }: MessageView): { readonly sent?: number } {
  const sent = past.last('msg.send', linkKey(message.from, message.to), ({ msg }) => msg.id === message.id);
  return sent === null ? {} : { sent: sent.seq };
}
