/** Many seeds, one after the other, with progress and a way to stop in between. */
import { createHash } from 'node:crypto';
import type { Bug } from '../zoo/bug.ts';
import type { CoverageReport, Met, SeedReport, SimulationReport } from './report.ts';
import { type SeedOptions, simulateSeed } from './simulate-seed.ts';
import { families } from './storm/families.ts';

export interface SimulationOptions {
  /** The first seed, a whole number. */
  readonly from: number;
  /** How many seeds. */
  readonly seeds: number;
  readonly nodes?: number;
  readonly steps?: number;
  /** A mistake in every server, on purpose. */
  readonly bug?: Bug;
  /** After each seed. */
  readonly onProgress?: (report: SeedReport, done: number) => void;
  /** Asked between two seeds. */
  readonly shouldStop?: () => boolean;
}

export async function simulate(options: SimulationOptions): Promise<SimulationReport> {
  const { from, seeds, onProgress = () => {}, shouldStop = () => false } = options;
  const sum = new Sum();
  let done = 0;
  while (done < seeds && !shouldStop()) {
    const report = simulateSeed({ ...choices(options), seed: from + done });
    done += 1;
    sum.add(report);
    onProgress(report, done);
    await letOthersRun();
  }
  return { from, seeds: done, ...sum.report(), interrupted: done < seeds };
}

class Sum {
  readonly #hash = createHash('sha256');
  readonly #violations: SimulationReport['violations'][number][] = [];
  readonly #idle: SimulationReport['idle'][number][] = [];
  readonly #faults = new Map<string, Met>(families.map((family) => [family, { times: 0, seeds: 0 }]));
  readonly #notes = new Map<string, Met>();
  #steps = 0;
  #events = 0;
  #longestRecoveryMs = 0;

  add(report: SeedReport): void {
    const { seed, hash, steps, events, violations, recoveryMs, why } = report;
    this.#hash.update(hash);
    this.#steps += steps;
    this.#events += events;
    this.#violations.push(...violations.map((violation) => ({ seed, ...violation })));
    if (why !== null && violations.length === 0) this.#idle.push({ seed, why });
    this.#longestRecoveryMs = Math.max(this.#longestRecoveryMs, recoveryMs ?? 0);
    count(this.#faults, report.faults);
    count(this.#notes, report.notes);
  }

  report(): Omit<SimulationReport, 'from' | 'seeds' | 'interrupted'> {
    return {
      steps: this.#steps,
      events: this.#events,
      violations: this.#violations,
      hash: this.#hash.digest('hex'),
      idle: this.#idle,
      coverage: this.#coverage(),
      longestRecoveryMs: this.#longestRecoveryMs,
    };
  }

  #coverage(): CoverageReport {
    const notes = [...this.#notes].sort(([one], [other]) => (one < other ? -1 : 1));
    return { faults: Object.fromEntries(this.#faults), notes: Object.fromEntries(notes) };
  }
}

function count(met: Map<string, Met>, counts: Readonly<Record<string, number>>): void {
  for (const [name, count] of Object.entries(counts)) {
    if (count === 0) continue;
    const { times, seeds } = met.get(name) ?? { times: 0, seeds: 0 };
    met.set(name, { times: times + count, seeds: seeds + 1 });
  }
}

function choices({ nodes, steps, bug }: SimulationOptions): Pick<SeedOptions, 'nodes' | 'steps' | 'bug'> {
  return {
    ...(nodes === undefined ? {} : { nodes }),
    ...(steps === undefined ? {} : { steps }),
    ...(bug === undefined ? {} : { bug }),
  };
}

/** A seed takes its time in one piece; between two, signals and progress get theirs. */
function letOthersRun(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
