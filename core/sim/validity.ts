/** The validity guard: a run counts as a test only if the load really ran and the faults really hit. */
import type { RunReport } from './report.ts';

/** What the storm goes on for, and what it takes to be a test. */
export const least = { strikes: 10, answers: 10 };

/** Says why the run was no test; null when it was one. */
export function whyNoTest({ outcomes, elections }: RunReport, strikes: number): string | null {
  if (elections === 0) return 'nobody was ever elected';
  if (strikes < least.strikes) return `only ${strikes} faults hit`;
  return outcomes.ok < least.answers ? `only ${outcomes.ok} operations succeeded` : null;
}
