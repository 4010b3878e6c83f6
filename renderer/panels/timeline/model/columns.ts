/** Growable typed arrays and the search for spans that every lane of the timeline stands on. */

import { lowerBound } from '../../../parts/lower-bound.ts';

/** A column of doubles that grows by doubling. */
export class Doubles {
  values = new Float64Array(1024);
  length = 0;

  push(value: number): number {
    if (this.length === this.values.length) {
      const grown = new Float64Array(this.length * 2);
      grown.set(this.values);
      this.values = grown;
    }
    this.values[this.length] = value;
    return this.length++;
  }

  at(row: number): number {
    return this.values[row] ?? Number.NaN;
  }
}

/** A column of whole numbers below 2^32 that grows by doubling. */
export class Integers {
  values = new Uint32Array(1024);
  length = 0;

  push(value: number): number {
    if (this.length === this.values.length) {
      const grown = new Uint32Array(this.length * 2);
      grown.set(this.values);
      this.values = grown;
    }
    this.values[this.length] = value;
    return this.length++;
  }

  at(row: number): number {
    return this.values[row] ?? 0;
  }
}

/** Anything that stands in a lane from one moment to another; `to` is Infinity while it goes on. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The spans that touch [from, to], of a list that is ordered by `from` and in which none overlaps the next. */
export function* spansWithin<Item extends Span>(spans: readonly Item[], from: number, to: number): Generator<Item> {
  const firstAfter = lowerBound(spans.length, (position) => spans[position]?.from ?? 0, from);
  for (let position = Math.max(0, firstAfter - 1); position < spans.length; position++) {
    const span = spans[position];
    if (!span || span.from > to) return;
    if (span.to >= from) yield span;
  }
}
