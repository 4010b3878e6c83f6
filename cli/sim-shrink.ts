/** `raftarium sim --shrink DIR`: each failing seed as a short scenario file in that folder. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ShrinkOptions, shrinkSeed } from '../core/sim/shrink/shrink.ts';
import { InputError, type Terminal } from './command.ts';

type Choices = Pick<ShrinkOptions, 'nodes' | 'bug'>;

/** Seeds that are shrunk; more of them seldom say more. */
const MOST = 5;
/** For each of them. */
const LONGEST_MS = 60_000;
const PROGRESS_EVERY_MS = 2000;

export async function shrinkFailures(
  folder: string,
  seeds: readonly number[],
  choices: Choices,
  terminal: Terminal,
): Promise<void> {
  if (seeds.length > MOST) terminal.say(`${seeds.length} seeds failed; the first ${MOST} are shrunk.`);
  for (const seed of seeds.slice(0, MOST)) {
    // Ctrl-C is heard between two seeds.
    await new Promise((resolve) => setImmediate(resolve));
    if (terminal.interrupted.aborted) return;
    const shrunk = shrink(seed, choices, terminal);
    if (shrunk === null) continue;
    const path = join(folder, `seed-${seed}.yaml`);
    await write(folder, path, shrunk.scenario);
    const howShort = shrunk.isMinimal ? 'none of which can be left out' : 'as far as the time went';
    terminal.say(`Seed ${seed}: ${shrunk.from} deeds reduced to ${shrunk.to}, ${howShort}.`);
    terminal.out(`${path}: raftarium run ${path} --sim`);
  }
}

function shrink(seed: number, choices: Choices, terminal: Terminal) {
  const startedAt = performance.now();
  let saidAt = startedAt;
  return shrinkSeed({
    seed,
    ...choices,
    shouldStop: () => performance.now() - startedAt > LONGEST_MS,
    onProgress: (deeds, tries) => {
      if (performance.now() - saidAt < PROGRESS_EVERY_MS) return;
      saidAt = performance.now();
      terminal.say(`Seed ${seed}: down to ${deeds} deeds after ${tries} tries`);
    },
  });
}

async function write(folder: string, path: string, text: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(path, text);
  } catch (error) {
    throw new InputError(`${path} cannot be written: ${error instanceof Error ? error.message : String(error)}`);
  }
}
