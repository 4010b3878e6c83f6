/** Looks for a failing seed, shrinks it, and performs the scenario that is left, all on one and the same core. */
import { readScenario } from '../../core/scenario/language/read.ts';
import type { ScenarioReport } from '../../core/scenario/report.ts';
import { runScenario } from '../../core/scenario/run.ts';
import { type Shrunk, shrinkSeed } from '../../core/sim/shrink/shrink.ts';
import { simulateSeed } from '../../core/sim/simulate-seed.ts';
import { VirtualTarget } from '../../core/sim/virtual-target.ts';

/** Tries of delta debugging: enough to become short, and not for ever on a busy machine. */
const MOST_TRIES = 150;

export async function shrinkAndReplay(seeds: number): Promise<{ shrunk: Shrunk; why: string | null }> {
  for (let seed = 1; seed <= seeds; seed += 1) {
    if (simulateSeed({ seed }).violations.length === 0) continue;
    let tries = 0;
    const shouldStop = () => {
      tries += 1;
      return tries > MOST_TRIES;
    };
    const shrunk = shrinkSeed({ seed, shouldStop });
    if (shrunk === null) throw new Error(`seed ${seed} failed once and not again`);
    const { why } = await perform(shrunk.scenario);
    return { shrunk, why };
  }
  throw new Error(`none of ${seeds} seeds found the fault`);
}

export function perform(text: string): Promise<ScenarioReport> {
  const read = readScenario(text);
  if (!read.ok) throw new Error(read.problems.join('\n'));
  const { cluster, world } = read.scenario;
  const { nodes, pace } = cluster;
  return runScenario(read.scenario, new VirtualTarget({ nodes, pace, seed: 1, ...(world && { world }) }));
}
