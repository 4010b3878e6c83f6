/** Loads the product with one line changed, and lets the simulator or the vectors look for the fault. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Plugin, runnerImport } from 'vite';
import type { simulateSeed } from '../../core/sim/simulate-seed.ts';
import type { readVectors, runSuite } from '../vectors/runner.ts';
import type { Mutant } from './mutant.ts';

const root = resolve(import.meta.dirname, '../..');

export interface Caught {
  /** The broken property or the failed case; null when nothing was found. */
  readonly how: string | null;
  /** The simulation's seed, when it was one. */
  readonly seed: number | null;
  readonly seconds: number;
}

/** Looks where the mutant is to be caught: in at most `seeds` seeds from its first one on, or in all vectors. */
export async function catchMutant(mutant: Mutant, seeds: number): Promise<Caught> {
  const startedAt = performance.now();
  const found = mutant.caughtBy === 'vectors' ? await inVectors(mutant) : await inSimulation(mutant, seeds);
  return { ...found, seconds: (performance.now() - startedAt) / 1000 };
}

async function inSimulation(mutant: Mutant, seeds: number): Promise<Omit<Caught, 'seconds'>> {
  const simulation = await load<{ simulateSeed: typeof simulateSeed }>('core/sim/simulate-seed.ts', mutant);
  const first = mutant.firstSeed ?? 1;
  for (let seed = first; seed < first + seeds; seed++) {
    const [violation] = simulation.simulateSeed({ seed }).violations;
    if (violation !== undefined) return { how: violation.invariant, seed };
  }
  return { how: null, seed: null };
}

async function inVectors(mutant: Mutant): Promise<Omit<Caught, 'seconds'>> {
  const vectors = await load<VectorRunner>('test/vectors/runner.ts', mutant);
  for (const file of vectors.readVectors(resolve(root, 'test/vectors'))) {
    const failure = (await vectors.runSuite(file)).cases.find(({ verdict }) => verdict.kind === 'failed');
    if (failure !== undefined) return { how: failure.id, seed: null };
  }
  return { how: null, seed: null };
}

/** How often the mutant's line stands in its file; anything but once means that the list is out of date. */
export function occurrences({ file, line }: Mutant): number {
  const lines = readFileSync(resolve(root, file), 'utf8').split('\n');
  return lines.filter((text) => text.trim() === line).length;
}

interface VectorRunner {
  readonly readVectors: typeof readVectors;
  readonly runSuite: typeof runSuite;
}

/** A module graph of its own, so that mutants do not meet. */
export async function load<Module>(entry: string, mutant: Mutant): Promise<Module> {
  const { module } = await runnerImport<Module>(resolve(root, entry), {
    root,
    configFile: false,
    logLevel: 'error',
    plugins: [change(mutant)],
  });
  return module;
}

function change({ file, line, replacement }: Mutant): Plugin {
  const path = resolve(root, file);
  return {
    name: 'mutant',
    enforce: 'pre',
    transform: (code, id) => {
      if (id.split('?')[0] !== path) return null;
      return code
        .split('\n')
        .map((text) => (text.trim() === line ? replacement : text))
        .join('\n');
    },
  };
}
