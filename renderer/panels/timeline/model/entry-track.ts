/** When each server wrote, committed or removed an entry (Figure 6's cell, told over time), for every entry of a run. */
import type { EventOf } from '../../../../core/trace/events.ts';
import { Doubles, Integers } from './columns.ts';

/** A moment in a server's life with an entry. */
export interface EntryMoment {
  readonly node: string;
  readonly t: number;
  readonly what: 'appended' | 'committed' | 'removed';
}

const whats = ['appended', 'committed', 'removed'] as const;

type LogEvent = EventOf<'log.append' | 'log.commit' | 'log.truncate'>;

/** One row of numbers for each change of a log, so that those of one entry are found among a million within a frame. */
export class EntryTrack {
  readonly #at = new Doubles();
  readonly #node = new Integers();
  readonly #what = new Integers();
  readonly #first = new Integers();
  readonly #last = new Integers();

  /** `numberOf` turns a node's name into a small number, the same for the same name for ever. */
  absorb(event: LogEvent, numberOf: (node: string) => number): void {
    const [what, first, last] = changeOf(event);
    if (last < first) return;
    this.#at.push(event.t);
    this.#node.push(numberOf(event.node));
    this.#what.push(whats.indexOf(what));
    this.#first.push(first);
    this.#last.push(last);
  }

  /** In the order of the trace; `names` are those of the numbers. */
  momentsOf(index: number, names: readonly string[]): EntryMoment[] {
    const moments: EntryMoment[] = [];
    for (let row = 0; row < this.#at.length; row += 1) {
      if (this.#first.at(row) > index || this.#last.at(row) < index) continue;
      const node = names[this.#node.at(row)] ?? '';
      moments.push({ node, t: this.#at.at(row), what: whats[this.#what.at(row)] ?? 'appended' });
    }
    return moments;
  }
}

function changeOf(event: LogEvent): readonly [what: EntryMoment['what'], first: number, last: number] {
  switch (event.ev) {
    case 'log.append': {
      const { entries } = event.append;
      return ['appended', entries[0]?.index ?? 1, entries.at(-1)?.index ?? 0];
    }
    case 'log.commit':
      return ['committed', event.commit.from + 1, event.commit.to];
    case 'log.truncate':
      return ['removed', event.truncate.fromIndex, event.truncate.toIndex];
  }
}
