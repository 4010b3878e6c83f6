/** How often something can be done in some seconds, and how long each time took. */

export interface Figures {
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

/** Runs the work in `workers` loops for so many seconds. */
export async function measure(
  workers: number,
  seconds: number,
  work: (worker: number, round: number) => Promise<void>,
): Promise<Figures> {
  const latencies: number[] = [];
  const startedAt = performance.now();
  const end = startedAt + seconds * 1000;
  const loop = async (worker: number) => {
    for (let round = 1; performance.now() < end; round++) {
      const before = performance.now();
      await work(worker, round);
      latencies.push(performance.now() - before);
    }
  };
  await Promise.all(Array.from({ length: workers }, (_, at) => loop(at + 1)));
  const took = (performance.now() - startedAt) / 1000;
  return { perSecond: latencies.length / took, p50: shareOf(latencies, 0.5), p99: shareOf(latencies, 0.99) };
}

/** The value that `share` of all are no greater than; NaN when there are none. */
export function shareOf(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
