/** One bar per client operation, from the question to the answer (§8). */
import type { EventOf, OperationRecord } from '../../../../core/trace/events.ts';
import { lowerBound } from '../../../parts/lower-bound.ts';
import type { Span } from './columns.ts';

export type OperationOutcome = 'waiting' | 'ok' | 'failed' | 'unknown';

export interface OperationBar extends Span {
  to: number;
  op: OperationRecord;
  outcome: OperationOutcome;
  readonly event: number;
  endEvent: number;
}

type ClientEvent = EventOf<'client.invoke' | 'client.ok' | 'client.fail' | 'client.info'> | EventOf<'client.retry'>;

const outcomes = {
  'client.ok': 'ok',
  'client.fail': 'failed',
  'client.info': 'unknown',
} as const;

/** The operations of one client, in the order they were asked. */
export class OperationTrack {
  readonly bars: OperationBar[] = [];
  private readonly open = new Map<string, OperationBar>();
  /** Longest bar so far: how far back a search for bars in view must begin. */
  longest = 0;

  absorb(event: ClientEvent, position: number): void {
    if (event.ev === 'client.invoke') {
      const bar: OperationBar = {
        from: event.t,
        to: Number.POSITIVE_INFINITY,
        op: event.op,
        outcome: 'waiting',
        event: position,
        endEvent: position,
      };
      this.bars.push(bar);
      this.open.set(nameOf(event.op), bar);
      return;
    }
    const bar = this.open.get(nameOf(event.op));
    if (!bar) return;
    bar.op = event.op;
    bar.endEvent = position;
    if (event.ev === 'client.retry') return;
    bar.outcome = outcomes[event.ev];
    bar.to = event.t;
    this.longest = Math.max(this.longest, bar.to - bar.from);
    this.open.delete(nameOf(event.op));
  }

  /** Bars that touch [from, to], the still open ones included. */
  *barsWithin(from: number, to: number): Generator<OperationBar> {
    for (const bar of this.open.values()) if (bar.from < from - this.longest) yield bar;
    const first = lowerBound(this.bars.length, (position) => this.bars[position]?.from ?? 0, from - this.longest);
    for (let position = first; position < this.bars.length; position++) {
      const bar = this.bars[position];
      if (!bar || bar.from > to) return;
      if (bar.to >= from) yield bar;
    }
  }
}

/** Before operations had names of their own, the serial told those of one client apart. */
function nameOf({ id, serial }: OperationRecord): string {
  return id ?? String(serial);
}

const times = ['', 'once', 'twice', '3 times', '4 times', '5 times', '6 times', '7 times', '8 times', '9 times'];

/** `put x 6: sent twice, applied once` – the words on the bar. */
export function operationTitle(bar: OperationBar): string {
  const { operation, tries } = bar.op;
  const sent = tries > 1 ? `sent ${times[tries] ?? `${tries} times`}` : '';
  if (bar.outcome === 'ok') return sent ? `${operation}: ${sent}, applied once` : operation;
  if (bar.outcome === 'failed') return `${operation}: refused`;
  if (bar.outcome === 'unknown') return `${operation}: outcome unknown`;
  return sent ? `${operation}: ${sent}, no answer yet` : `${operation}: waiting`;
}
