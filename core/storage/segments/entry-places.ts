/** Which segment holds which entry, so that segments whose entries are all in a snapshot can be let go of (§7). */

/** The entries from `from` on, up to the next run, are in `segment`. */
interface Run {
  readonly from: number;
  readonly segment: number;
}

/** An entry is written after the one before it, so the numbers of the segments never fall from one run to the next. */
export class EntryPlaces {
  #runs: Run[] = [];
  #lastIndex = 0;

  /** The entry was written; it supersedes all with the same or a higher index (§5.3). */
  put(index: number, segment: number): void {
    while ((this.#runs.at(-1)?.from ?? 0) >= index) this.#runs.pop();
    if (this.#runs.at(-1)?.segment !== segment) this.#runs.push({ from: index, segment });
    this.#lastIndex = index;
  }

  /** Null when there is no such entry. */
  segmentOf(index: number): number | null {
    if (index > this.#lastIndex) return null;
    return this.#runs.findLast(({ from }) => from <= index)?.segment ?? null;
  }

  /** The segments before `first` are gone, with all that is in them. */
  forgetBefore(first: number): void {
    this.#runs = this.#runs.filter(({ segment }) => segment >= first);
  }
}
