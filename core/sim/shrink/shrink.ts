/** Reduces what was done in a failing seed to the little that still breaks the same invariant, as a scenario file. */
import type { Deed } from '../../scenario/language/deed.ts';
import { writeScenario } from '../../scenario/language/write.ts';
import type { Recording } from '../judged-run.ts';
import type { RunReport } from '../report.ts';
import { recordSeed, type SeedOptions } from '../simulate-seed.ts';
import type { FoundViolation } from '../virtual-cluster.ts';
import { minimize } from './ddmin.ts';
import { replay } from './replay.ts';

export interface ShrinkOptions extends SeedOptions {
  /** Asked before each try; what has been reached then is kept. */
  readonly shouldStop: () => boolean;
  /** After each try that was shorter and still failed. */
  readonly onProgress?: (deeds: number, tries: number) => void;
}

export interface Shrunk {
  readonly violation: FoundViolation;
  /** Deeds of the whole run, and of the scenario. */
  readonly from: number;
  readonly to: number;
  readonly isMinimal: boolean;
  /** The text of a scenario file. */
  readonly scenario: string;
}

/** Null when the seed breaks nothing. */
export function shrinkSeed({ shouldStop, onProgress = () => {}, ...options }: ShrinkOptions): Shrunk | null {
  const { report, recording } = recordSeed(options);
  const [violation] = report.violations;
  if (violation === undefined) return null;
  let tries = 0;
  const stillFails = (deeds: readonly Deed[]) => {
    tries += 1;
    const fails = brokenBy(replay(recording, deeds), violation.invariant) !== null;
    if (fails) onProgress(deeds.length, tries);
    return fails;
  };
  const { items, isMinimal } = minimize(recording.deeds, stillFails, shouldStop);
  const found = brokenBy(replay(recording, items), violation.invariant) ?? violation;
  const scenario = scenarioOf(options.seed, recording, items, found);
  return { violation: found, from: recording.deeds.length, to: items.length, isMinimal, scenario };
}

/** A run that breaks something else is another story. */
function brokenBy({ violations: [first] }: RunReport, invariant: string): FoundViolation | null {
  return first?.invariant === invariant ? first : null;
}

function scenarioOf(
  seed: number,
  { nodes, world, bug, calmAtMs, recovery }: Recording,
  deeds: readonly Deed[],
  { invariant, detail, atMs }: FoundViolation,
): string {
  const isOver = atMs <= (deeds.at(-1)?.at ?? 0);
  const recover = { recover: { at: calmAtMs, quorum: [...recovery.quorum], withinMs: recovery.withinMs } };
  return writeScenario({
    name: `Seed ${seed} breaks ${invariant}`,
    about: shorten(`Recorded by raftarium sim, reduced to ${deeds.length} deeds. Replay it with --sim: ${detail}`),
    paper: 'Figure 3',
    cluster: { nodes: nodes.length, pace: 'real', ...(bug === undefined ? {} : { bug: bug.name }) },
    world,
    limitSeconds: Math.ceil(calmAtMs / 1000) + 60,
    steps: [{ play: [...deeds] }, ...(isOver ? [] : [recover])],
  });
}

function shorten(text: string): string {
  return text.length <= 500 ? text : `${text.slice(0, 499)}…`;
}
