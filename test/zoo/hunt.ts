/** Looks for a bug seed after seed, and tells in a table which checker caught it. */
import { simulateSeed } from '../../core/sim/simulate-seed.ts';
import type { Bug } from '../../core/zoo/bug.ts';

export interface Caught {
  readonly bug: string;
  /** The broken property; null when nothing was found. */
  readonly checker: string | null;
  readonly seed: number | null;
  readonly seconds: number;
}

/** A cluster that does not recover may have many reasons: what counts is a property that says what is wrong. */
export function hunt(bug: Bug, seeds: number): Caught {
  const startedAt = performance.now();
  const seconds = () => (performance.now() - startedAt) / 1000;
  for (let seed = 1; seed <= seeds; seed += 1) {
    const found = simulateSeed({ seed, bug }).violations.find(({ invariant }) => invariant !== 'Liveness');
    if (found !== undefined) return { bug: bug.name, checker: found.invariant, seed, seconds: seconds() };
  }
  return { bug: bug.name, checker: null, seed: null, seconds: seconds() };
}

export function asTable(caught: readonly Caught[]): string {
  const rows = caught.map(({ bug, checker, seed, seconds }) =>
    [
      bug.padEnd(26),
      (checker ?? 'NOTHING').padEnd(42),
      `${seed ?? '-'}`.padStart(5),
      seconds.toFixed(1).padStart(8),
    ].join(' '),
  );
  return [['Bug'.padEnd(26), 'Caught by'.padEnd(42), ' Seed', ' Seconds'].join(' '), ...rows].join('\n');
}
