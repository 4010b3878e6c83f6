/** Turns pages of history and live batches into one sequence of events without gaps or doubles, by seq. */
import type { TraceEvent } from '../../core/trace/events.ts';

export interface Page {
  readonly events: readonly TraceEvent[];
  readonly lastSeq: number;
}

/** Reads recorded events from `fromSeq` on; null when the lab cannot answer (then the next live batch tries again). */
export type ReadPage = (fromSeq: number, limit: number) => Promise<Page | null>;

export interface Feed {
  /** Forgets everything: another run begins at seq 1. */
  restart(): void;
  /** Events as the lab announces them; a hole before them is filled from the recording. */
  live(events: readonly TraceEvent[]): void;
  /** Reads on to the recording's end, as after a connection or a reconnection. */
  catchUp(): Promise<void>;
}

const pageSize = 5000;

/** `accept` gets each event exactly once, in order, in batches. */
export function createFeed(read: ReadPage, accept: (events: readonly TraceEvent[]) => void): Feed {
  let nextSeq = 1;
  let generation = 0;
  let reading: Promise<void> | null = null;
  let early: TraceEvent[] = [];

  function take(events: readonly TraceEvent[]): void {
    const fresh: TraceEvent[] = [];
    for (const event of events) {
      if (event.seq !== nextSeq) continue;
      fresh.push(event);
      nextSeq += 1;
    }
    if (fresh.length > 0) accept(fresh);
  }

  /** Takes what arrived meanwhile; answers whether a hole stands before the rest. */
  function takeEarly(): boolean {
    early.sort((a, b) => a.seq - b.seq);
    take(early);
    early = early.filter((event) => event.seq >= nextSeq);
    return early.length > 0;
  }

  async function readToEnd(mine: number): Promise<void> {
    for (;;) {
      const before = nextSeq;
      const page = await read(before, pageSize);
      if (mine !== generation || page === null) return;
      take(page.events);
      const holeRemains = takeEarly();
      // A page that does not go on where we are cannot be helped by asking again.
      if (nextSeq === before || (nextSeq > page.lastSeq && !holeRemains)) return;
    }
  }

  function catchUp(): Promise<void> {
    const mine = generation;
    reading ??= readToEnd(mine).finally(() => {
      if (mine === generation) reading = null;
    });
    return reading;
  }

  return {
    restart() {
      generation += 1;
      nextSeq = 1;
      reading = null;
      early = [];
    },
    live(events) {
      early.push(...events);
      if (reading === null && takeEarly()) void catchUp();
    },
    catchUp,
  };
}
