/** Acceptance list, group A: what needs a thousand seeds. */
import { expect, test } from 'vitest';
import { leaderOfHighestTerm } from '../../core/trace/queries.ts';
import { VirtualRun } from './run-in-virtual-time.ts';

const SEEDS = 1000;

test('A-04 split votes resolve: no leader in a tied term, and one within ten elections, for each of 1000 seeds', {
  timeout: 240_000,
}, async () => {
  const elections: number[] = [];
  for (let seed = 1; seed <= SEEDS; seed += 1) elections.push(await electionsAfterTies(seed));
  expect(elections).toHaveLength(SEEDS);
  expect(Math.max(...elections)).toBeLessThanOrEqual(10);
  // Chance decides, and not always at once: else nothing would have been tried.
  expect(new Set(elections).size).toBeGreaterThan(1);
});

/** One to five times, two of four (or of five) ask for votes at the same moment, and each gets half of them. */
async function electionsAfterTies(seed: number): Promise<number> {
  const nodes = 4 + (seed % 2);
  const rules = { preVote: false, withholdVotes: false, checkQuorum: false };
  const run = new VirtualRun({ nodes, seed, rules });
  const alone = nodes === 5 ? [['S5']] : [];
  await run.do('network.partition', { groups: [['S1', 'S3'], ['S2', 'S4'], ...alone] });
  for (let tie = 0; tie <= seed % 5; tie += 1) {
    await Promise.all([run.do('node.timeout', { node: 'S1' }), run.do('node.timeout', { node: 'S2' })]);
    await run.pause(10);
    expect(leaderOfHighestTerm(run.view()), `seed ${seed}`).toBeNull();
  }
  run.counts.mark('ties');
  await run.do('network.heal', {});
  await run.leader();
  return run.counts.elections('ties');
}
