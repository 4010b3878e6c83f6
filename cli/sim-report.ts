/** The report of `raftarium sim`, as one line of JSON and as lines for a person. */
import type { Met, SimulationReport } from '../core/sim/report.ts';

export function asJson(report: SimulationReport, stepsPerSecond: number): string {
  const { seeds, steps, violations, idle, longestRecoveryMs, coverage, hash } = report;
  return JSON.stringify({ seeds, steps, stepsPerSecond, violations, idle, longestRecoveryMs, coverage, hash });
}

/** `choices`: the options that a replay needs beside the seed. */
export function asLines(report: SimulationReport, stepsPerSecond: number, choices: string): string[] {
  const { from, seeds, steps, events, violations, idle, longestRecoveryMs, hash } = report;
  const found = violations.length === 0 ? 'no violation' : `${violations.length} violations`;
  return [
    ...violations.flatMap(({ seed, step, atMs, invariant, detail }) => [
      `Seed ${seed}, step ${step}, ${Math.round(atMs)} ms: ${invariant}. ${detail}`,
      `  Replay it: raftarium sim --seeds 1 --from ${seed}${choices}`,
    ]),
    ...coverageLines(report),
    ...(idle.length === 0 ? [] : [`No test: ${idle.map(({ seed, why }) => `seed ${seed} (${why})`).join(', ')}.`]),
    `${seeds} seeds from ${from} on, ${steps} checked steps, ${events} events: ${found}.`,
    `${stepsPerSecond} checked steps per second; after the faults everything was well within ${Math.ceil(longestRecoveryMs)} ms.`,
    `Trace hash ${hash}`,
  ];
}

function coverageLines({ coverage, seeds }: SimulationReport): string[] {
  const faults = Object.entries(coverage.faults);
  const never = faults.filter(([, { times }]) => times === 0).map(([family]) => family);
  return [
    ...table(
      'Faults',
      faults.filter(([, { times }]) => times > 0),
      seeds,
    ),
    ...table('Decisions', Object.entries(coverage.notes), seeds),
    ...(never.length === 0 ? [] : [`Faults that never hit: ${never.join(', ')}.`]),
  ];
}

/** Two to a line: what, how often, in how many of the seeds. */
function table(title: string, rows: readonly (readonly [string, Met])[], seeds: number): string[] {
  const cells = rows.map(([name, met]) => {
    const share = `${Math.round((100 * met.seeds) / Math.max(1, seeds))} %`;
    return `${name.padEnd(34)}${String(met.times).padStart(10)}${share.padStart(7)}`;
  });
  const half = Math.ceil(cells.length / 2);
  const lines = cells.slice(0, half).map((cell, at) => `  ${cell}   ${cells[half + at] ?? ''}`.trimEnd());
  return [`${title} (times, share of seeds)`, ...lines];
}
