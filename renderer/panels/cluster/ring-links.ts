/** The ring's links: whole, cut, cut one way, or slowed; and at real pace how busy each direction is. */
import type { LinkRule } from '../../../core/trace/events.ts';
import { isCut } from '../../../core/trace/queries.ts';
import type { ClusterView } from '../../../core/trace/view-types.ts';
import { ruleOf } from '../../model/links.ts';
import { REPEATED } from '../timeline/model/messages.ts';
import type { TimelineModel } from '../timeline/model/model.ts';

export interface RingLink {
  readonly a: string;
  readonly b: string;
  readonly cutAB: boolean;
  readonly cutBA: boolean;
  /** `+80 ms`, `30 % lost`; empty when the link is in good order or cut. */
  readonly harm: readonly string[];
}

/** Between `ids`, by default all nodes. */
export function ringLinks(view: ClusterView, ids: readonly string[] = [...view.nodes.keys()]): RingLink[] {
  return ids.flatMap((a, place) =>
    ids.slice(place + 1).map((b) => ({
      a,
      b,
      cutAB: isCut(view, a, b),
      cutBA: isCut(view, b, a),
      harm: [harms(ruleOf(view, a, b)), harms(ruleOf(view, b, a))].find(({ length }) => length > 0) ?? [],
    })),
  );
}

function harms(rule: LinkRule | undefined): string[] {
  if (rule === undefined || rule.cut) return [];
  const parts = [];
  if (rule.delayMs > 0 || rule.jitterMs > 0)
    parts.push(`+${rule.delayMs}${rule.jitterMs > 0 ? `±${rule.jitterMs}` : ''} ms`);
  if (rule.loss > 0) parts.push(`${Math.round(rule.loss * 100)} % lost`);
  if (rule.duplicate > 0) parts.push(`${Math.round(rule.duplicate * 100)} % twice`);
  if (rule.reorder > 0) parts.push('reordered');
  return parts.slice(0, 2);
}

/** Messages sent per second in each direction (`S1>S2`) over the `windowMicros` before `now`. */
export function sendRates(
  { messages, addresses }: Pick<TimelineModel, 'messages' | 'addresses'>,
  now: number,
  windowMicros: number,
): Map<string, number> {
  const rates = new Map<string, number>();
  const [first, end] = messages.sentWithin(now - windowMicros, now + 1);
  for (let row = first; row < end; row += 1) {
    if ((messages.flags.at(row) & REPEATED) !== 0) continue;
    const key = `${addresses[messages.from.at(row)]}>${addresses[messages.to.at(row)]}`;
    rates.set(key, (rates.get(key) ?? 0) + 1_000_000 / windowMicros);
  }
  return rates;
}

/** The width of a traffic bar, pixels: a handful of messages is seen, thousands do not cover the picture. */
export function trafficWidth(perSecond: number): number {
  return perSecond === 0 ? 0 : Math.min(6, 1 + Math.log2(1 + perSecond / 4));
}
