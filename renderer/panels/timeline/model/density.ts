/** How much happened when, for the overview of the whole run: a fixed number of buckets that widen as the run grows. */

export class Density {
  readonly counts = new Uint32Array(2048);
  /** Microseconds per bucket. */
  width = 4096;

  add(t: number): void {
    while (t >= this.width * this.counts.length) this.widen();
    const bucket = Math.floor(t / this.width);
    this.counts[bucket] = (this.counts[bucket] ?? 0) + 1;
  }

  /** Events within [from, to), counted by whole buckets. */
  between(from: number, to: number): number {
    let sum = 0;
    const last = Math.min(this.counts.length, Math.ceil(to / this.width));
    for (let bucket = Math.max(0, Math.floor(from / this.width)); bucket < last; bucket++) {
      sum += this.counts[bucket] ?? 0;
    }
    return sum;
  }

  private widen(): void {
    const half = this.counts.length / 2;
    for (let bucket = 0; bucket < half; bucket++) {
      this.counts[bucket] = (this.counts[2 * bucket] ?? 0) + (this.counts[2 * bucket + 1] ?? 0);
    }
    this.counts.fill(0, half);
    this.width *= 2;
  }
}
