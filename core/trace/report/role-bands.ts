/** What every server was over time: one band for each stretch in which role, term and condition stay the same. */
import type { TraceEvent } from '../events.ts';

export type BandLook = 'leader' | 'candidate' | 'follower' | 'down' | 'paused';

export interface Band {
  readonly from: number;
  to: number;
  readonly look: BandLook;
  readonly term: number;
}

const conditions: { readonly [Kind in TraceEvent['ev']]?: BandLook | 'running' } = {
  'node.crash': 'down',
  'node.halt': 'down',
  'node.stop': 'down',
  'node.pause': 'paused',
  'node.start': 'running',
  'node.resume': 'running',
};

export class RoleBands {
  readonly lanes = new Map<string, Band[]>();
  /** Moments at which something was done to the cluster. */
  readonly faults: number[] = [];
  readonly #conditions = new Map<string, BandLook | 'running'>();
  end = 0;

  hear(event: TraceEvent): void {
    this.end = event.t;
    if (event.ev.startsWith('fault.') || event.ev === 'node.crash') this.faults.push(event.t);
    if (!('state' in event) || event.state === undefined) return;
    const condition = conditions[event.ev] ?? this.#conditions.get(event.node) ?? 'running';
    this.#conditions.set(event.node, condition);
    const { role, currentTerm: term } = event.state;
    const acting = role === 'leader' || role === 'follower' ? role : 'candidate';
    const look = condition === 'running' ? acting : condition;
    const lane = this.lanes.get(event.node) ?? [];
    this.lanes.set(event.node, lane);
    const last = lane.at(-1);
    if (last?.look === look && last.term === term) return;
    if (last !== undefined) last.to = event.t;
    lane.push({ from: event.t, to: Number.POSITIVE_INFINITY, look, term });
  }
}
