/** The moments of a trace that are worth stopping at: new terms, leaders, commits, faults, violations. Kept by seq. */
import type { TraceEvent } from '../events.ts';

export class Landmarks {
  readonly #terms: number[] = [];
  readonly #interesting: number[] = [];
  #highestTerm = 0;
  #highestCommit = 0;

  /** Each event once, in order. */
  hear(event: TraceEvent): void {
    const term = 'state' in event ? (event.state?.currentTerm ?? 0) : 0;
    const isNewTerm = term > this.#highestTerm;
    if (isNewTerm) {
      this.#highestTerm = term;
      this.#terms.push(event.seq);
    }
    if (isNewTerm || this.#isInteresting(event)) this.#interesting.push(event.seq);
  }

  /** The next (1) or previous (-1) event with which a term began; null when there is none. */
  term(from: number, direction: 1 | -1): number | null {
    return nextIn(this.#terms, from, direction);
  }

  /** The next (1) or previous (-1) event worth stopping at; null when there is none. */
  interesting(from: number, direction: 1 | -1): number | null {
    return nextIn(this.#interesting, from, direction);
  }

  clear(): void {
    this.#terms.length = 0;
    this.#interesting.length = 0;
    this.#highestTerm = 0;
    this.#highestCommit = 0;
  }

  #isInteresting(event: TraceEvent): boolean {
    switch (event.ev) {
      case 'raft.role':
        return event.role.to === 'leader' || event.role.from === 'leader';
      case 'log.commit':
        return this.#isFirstCommit(event.commit.to);
      case 'node.crash':
      case 'node.halt':
      case 'node.pause':
      case 'node.resume':
      case 'fault.partition':
      case 'fault.isolate':
      case 'fault.link':
      case 'fault.heal':
      case 'check.violation':
        return true;
      case 'node.start':
        return event.inc > 1;
      default:
        return false;
    }
  }

  /** Followers learn of it later, which is no news. */
  #isFirstCommit(index: number): boolean {
    if (index <= this.#highestCommit) return false;
    this.#highestCommit = index;
    return true;
  }
}

function nextIn(seqs: readonly number[], from: number, direction: 1 | -1): number | null {
  let low = 0;
  let high = seqs.length;
  const isBefore = (seq: number) => (direction === 1 ? seq <= from : seq < from);
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBefore(seqs[middle] ?? 0)) low = middle + 1;
    else high = middle;
  }
  return seqs[direction === 1 ? low : low - 1] ?? null;
}
