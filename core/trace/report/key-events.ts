/** What of a run is worth telling: who led, what was harmed, what was lost, what was broken, and what was noted. */
import type { TraceEvent } from '../events.ts';
import { sentence } from '../words.ts';

export interface KeyEvent {
  readonly seq: number;
  readonly t: number;
  readonly text: string;
  readonly tone: 'plain' | 'fault' | 'violation' | 'note';
}

/** A long run is told by how it began and how it ended. */
const MOST_AT_AN_END = 250;

export class KeyEvents {
  readonly #first: KeyEvent[] = [];
  #last: KeyEvent[] = [];
  #all = 0;

  hear(event: TraceEvent): void {
    const tone = toneOf(event);
    if (tone === null) return;
    this.#all += 1;
    const { seq, t } = event;
    const told = { seq, t, text: sentence(event), tone };
    if (this.#first.length < MOST_AT_AN_END) this.#first.push(told);
    else this.#last.push(told);
    if (this.#last.length > 2 * MOST_AT_AN_END) this.#last = this.#last.slice(-MOST_AT_AN_END);
  }

  get beginning(): readonly KeyEvent[] {
    return this.#first;
  }

  get end(): readonly KeyEvent[] {
    return this.#last.slice(-MOST_AT_AN_END);
  }

  /** So many between the beginning and the end are not told. */
  get untold(): number {
    return this.#all - this.beginning.length - this.end.length;
  }
}

/** null: not worth telling. */
function toneOf(event: TraceEvent): KeyEvent['tone'] | null {
  switch (event.ev) {
    case 'check.violation':
      return 'violation';
    case 'note':
      return 'note';
    case 'fault.partition':
    case 'fault.isolate':
    case 'fault.link':
    case 'fault.heal':
    case 'node.crash':
    case 'node.halt':
    case 'node.pause':
    case 'client.fail':
    case 'client.info':
    case 'trace.gap':
      return 'fault';
    case 'trace.header':
    case 'node.start':
    case 'node.stop':
    case 'node.resume':
    case 'lab.pace':
    case 'lab.rules':
    case 'lab.member':
    case 'log.truncate':
    case 'log.compact':
    case 'raft.withhold':
    case 'raft.transfer':
      return 'plain';
    case 'raft.role':
      return event.role.to === 'leader' || event.role.from === 'leader' ? 'plain' : null;
    default:
      return null;
  }
}
