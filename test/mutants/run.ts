/** node scripts/run.mjs test/mutants/run.ts [SEEDS]: which test catches which fault, and how fast. */
import { catchMutant, occurrences } from './catch.ts';
import { mutants } from './mutants.ts';

const seeds = Number(process.argv[2] ?? 200);
let escaped = 0;

for (const mutant of mutants) {
  if (occurrences(mutant) !== 1) throw new Error(`${mutant.file} does not hold this line once: ${mutant.line}`);
  const { by, how, seed, seconds } = await catchMutant(mutant, seeds);
  if (by === 'nothing') escaped += 1;
  const columns = [mutant.paper.padEnd(8), mutant.name.padEnd(66), by.padEnd(10), `seed ${seed ?? '-'}`.padEnd(9)];
  console.log(`${columns.join('  ')}  ${seconds.toFixed(1)} s  ${how}`);
}
console.log(`${mutants.length - escaped} of ${mutants.length} mutants caught`);
process.exitCode = escaped > 0 ? 1 : 0;
