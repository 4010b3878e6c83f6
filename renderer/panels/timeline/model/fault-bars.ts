/** What was done to the cluster on purpose, as bars: from the act until it is undone, however that happens. */
import type { EventOf, LinkRule, TraceEvent } from '../../../../core/trace/events.ts';
import { linkKey } from '../../../../core/trace/queries.ts';
import { isHarmless, ruleText } from '../../faults/rules.ts';
import type { Span } from './columns.ts';

export interface FaultBar extends Span {
  to: number;
  title: string;
  /** Stacked from the top when several last at once. */
  readonly row: number;
  /** Links that keep it open, as `from>to`; empty for a fault of a server. */
  readonly links: Set<string>;
  /** The server it is about, if it is about one. */
  readonly node: string | null;
  readonly event: number;
}

type FaultEvent = EventOf<'fault.partition' | 'fault.isolate' | 'fault.link' | 'fault.heal'>;
type LifecycleEvent = Extract<TraceEvent, { lifecycle: object }>;

const serverFaults: Partial<Record<TraceEvent['ev'], string>> = {
  'node.crash': 'crashed',
  'node.halt': 'stopped by an error',
  'node.stop': 'stopped',
  'node.pause': 'paused',
};

const PARTITION = 'partition';

export class FaultTrack {
  readonly bars: FaultBar[] = [];
  private readonly open = new Set<FaultBar>();
  private readonly rules = new Map<string, LinkRule>();

  /** Rows that the faults within [from, to] need. */
  rowsWithin(from: number, to: number): number {
    let rows = 0;
    for (const bar of this.bars) if (bar.from <= to && bar.to >= from) rows = Math.max(rows, bar.row + 1);
    return rows;
  }

  absorbFault(event: FaultEvent, position: number): void {
    this.applyRules(event);
    this.closeHealed(event.t);
    const harmed = event.fault.links.filter((rule) => !isHarmless(rule));
    if (event.ev === 'fault.heal' || harmed.length === 0) return;
    const links = new Set(harmed.map((rule) => linkKey(rule.from, rule.to)));
    if (event.ev === 'fault.partition') {
      for (const bar of this.open) if (bar.title.startsWith(PARTITION)) this.end(bar, event.t);
      const groups = event.fault.groups.map((group) => group.join(' ')).join(' | ');
      this.begin(`${PARTITION} ${groups}`, null, links, event.t, position);
    } else if (event.ev === 'fault.isolate' && event.fault.target) {
      this.begin(`${event.fault.target} cut off`, event.fault.target, links, event.t, position);
    } else for (const rule of harmed) this.beginLink(rule, event.t, position);
  }

  absorbServer(event: LifecycleEvent, position: number): void {
    for (const bar of this.open) if (bar.node === event.node && bar.links.size === 0) this.end(bar, event.t);
    const title = serverFaults[event.ev];
    if (title) this.begin(`${event.node} ${title}`, event.node, new Set(), event.t, position);
  }

  private applyRules(event: FaultEvent): void {
    if (event.ev === 'fault.heal') this.rules.clear();
    for (const rule of event.fault.links) {
      if (isHarmless(rule)) this.rules.delete(linkKey(rule.from, rule.to));
      else this.rules.set(linkKey(rule.from, rule.to), rule);
    }
  }

  private closeHealed(t: number): void {
    for (const bar of this.open) {
      if (bar.links.size > 0 && ![...bar.links].some((link) => this.rules.has(link))) this.end(bar, t);
    }
  }

  /** One bar per link; the same rule on the way back joins the bar instead of opening another. */
  private beginLink(rule: LinkRule, t: number, position: number): void {
    const text = ruleText(rule);
    const key = linkKey(rule.from, rule.to);
    const back = `${rule.to}>${rule.from}`;
    for (const bar of this.open) {
      if (bar.links.size === 1 && bar.links.has(back) && bar.title === `${rule.to} → ${rule.from} ${text}`) {
        bar.links.add(key);
        bar.title = `${rule.to} ↔ ${rule.from} ${text}`;
        return;
      }
      if (bar.links.size === 1 && bar.links.has(key)) this.end(bar, t);
    }
    this.begin(`${rule.from} → ${rule.to} ${text}`, null, new Set([key]), t, position);
  }

  private begin(title: string, node: string | null, links: Set<string>, t: number, event: number): void {
    for (const bar of this.open) if (bar.title === title) this.end(bar, t);
    const taken = new Set([...this.open].map((bar) => bar.row));
    let row = 0;
    while (taken.has(row)) row++;
    const bar: FaultBar = { title, node, links, row, from: t, to: Number.POSITIVE_INFINITY, event };
    this.bars.push(bar);
    this.open.add(bar);
  }

  private end(bar: FaultBar, t: number): void {
    bar.to = t;
    this.open.delete(bar);
  }
}
