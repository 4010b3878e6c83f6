/** node scripts/run.mjs test/mutants/run.ts [SEEDS]: which test catches which fault, and how fast. */
import { catchMutant, occurrences } from './catch.ts';
import { mutants } from './mutants.ts';

const seeds = Number(process.argv[2] ?? 200);
let escaped = 0;

for (const mutant of mutants) {
  if (occurrences(mutant) !== 1) throw new Error(`${mutant.file} does not hold this line once: ${mutant.line}`);
  const { how, seed, seconds } = await catchMutant(mutant, seeds);
  if (how === null) escaped += 1;
  const where = how === null ? 'NOTHING' : seed === null ? 'vectors' : `simulation, seed ${seed}`;
  const columns = [
    mutant.paper.padEnd(8),
    mutant.name.padEnd(50),
    where.padEnd(20),
    `${seconds.toFixed(1)} s`.padEnd(7),
  ];
  console.log(`${columns.join('  ')}  ${how ?? ''}`);
}
console.log(`${mutants.length - escaped} of ${mutants.length} mutants caught`);
process.exitCode = escaped > 0 ? 1 : 0;
