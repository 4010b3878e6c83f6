/** Many seeds, one after the other, with progress and a way to stop in between. */
import { createHash } from 'node:crypto';
import type { SeedReport, SimulationReport } from './report.ts';
import { simulateSeed } from './simulate-seed.ts';

export interface SimulationOptions {
  /** The first seed, a whole number. */
  readonly from: number;
  /** How many seeds. */
  readonly seeds: number;
  readonly nodes?: number;
  readonly steps?: number;
  /** After each seed. */
  readonly onProgress?: (report: SeedReport, done: number) => void;
  /** Asked between two seeds. */
  readonly shouldStop?: () => boolean;
}

export async function simulate(options: SimulationOptions): Promise<SimulationReport> {
  const { from, seeds, onProgress = () => {}, shouldStop = () => false } = options;
  const hash = createHash('sha256');
  const sum = { steps: 0, events: 0 };
  const violations: SimulationReport['violations'][number][] = [];
  const idle: number[] = [];
  let done = 0;
  while (done < seeds && !shouldStop()) {
    const report = simulateSeed({ ...choices(options), seed: from + done });
    done += 1;
    hash.update(report.hash);
    sum.steps += report.steps;
    sum.events += report.events;
    violations.push(...report.violations.map((violation) => ({ seed: report.seed, ...violation })));
    if (!report.counts && report.violations.length === 0) idle.push(report.seed);
    onProgress(report, done);
    await letOthersRun();
  }
  return { from, seeds: done, ...sum, violations, hash: hash.digest('hex'), idle, interrupted: done < seeds };
}

function choices({ nodes, steps }: SimulationOptions): { nodes?: number; steps?: number } {
  return { ...(nodes === undefined ? {} : { nodes }), ...(steps === undefined ? {} : { steps }) };
}

/** A seed takes its time in one piece; between two, signals and progress get theirs. */
function letOthersRun(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
