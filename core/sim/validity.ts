/** The validity guard: a run counts as a test only if the load really ran and the faults really hit. */
import type { RunReport } from './report.ts';

const LEAST_ANSWERS = 10;

/** Says why the run was no test; null when it was one. */
export function whyNoTest({ outcomes, elections }: RunReport, strikes: number, leastStrikes: number): string | null {
  if (elections === 0) return 'nobody was ever elected';
  if (strikes < leastStrikes) return `only ${strikes} faults hit`;
  return outcomes.ok < LEAST_ANSWERS ? `only ${outcomes.ok} operations succeeded` : null;
}
