/** The ring's links: whole, cut, cut one way, or slowed; and at real pace how busy each direction is. */
import type { LinkRule, TraceEvent } from '../../../core/trace/events.ts';
import { isCut } from '../../../core/trace/queries.ts';
import type { ClusterView } from '../../../core/trace/view-types.ts';
import { ruleOf } from '../../model/links.ts';

export interface RingLink {
  readonly a: string;
  readonly b: string;
  readonly cutAB: boolean;
  readonly cutBA: boolean;
  /** `+80 ms`, `30 % lost`; empty when the link is in good order or cut. */
  readonly harm: string;
}

/** Between `ids`, by default all nodes. */
export function ringLinks(view: ClusterView, ids: readonly string[] = [...view.nodes.keys()]): RingLink[] {
  return ids.flatMap((a, place) =>
    ids.slice(place + 1).map((b) => ({
      a,
      b,
      cutAB: isCut(view, a, b),
      cutBA: isCut(view, b, a),
      harm: harmText(ruleOf(view, a, b)) || harmText(ruleOf(view, b, a)),
    })),
  );
}

function harmText(rule: LinkRule | undefined): string {
  if (rule === undefined || rule.cut) return '';
  const parts = [];
  if (rule.delayMs > 0 || rule.jitterMs > 0)
    parts.push(`+${rule.delayMs}${rule.jitterMs > 0 ? `±${rule.jitterMs}` : ''} ms`);
  if (rule.loss > 0) parts.push(`${Math.round(rule.loss * 100)} % lost`);
  if (rule.duplicate > 0) parts.push(`${Math.round(rule.duplicate * 100)} % twice`);
  if (rule.reorder > 0) parts.push('reordered');
  return parts.slice(0, 2).join(', ');
}

interface Events {
  at(index: number): TraceEvent | undefined;
  /** The index of the first event at `t` or later. */
  firstAt(t: number): number;
}

/** Messages sent per second in each direction (`S1>S2`) over the `windowMicros` before `now`. */
export function sendRates(events: Events, now: number, windowMicros: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let index = events.firstAt(now + 1) - 1; index >= 0; index -= 1) {
    const event = events.at(index);
    if (event === undefined || event.t < now - windowMicros) break;
    if (event.ev !== 'msg.send') continue;
    const key = `${event.msg.from}>${event.msg.to}`;
    counts.set(key, (counts.get(key) ?? 0) + 1_000_000 / windowMicros);
  }
  return counts;
}

/** The width of a traffic bar, pixels: a handful of messages is seen, thousands do not cover the picture. */
export function trafficWidth(perSecond: number): number {
  return perSecond === 0 ? 0 : Math.min(6, 1 + Math.log2(1 + perSecond / 4));
}
