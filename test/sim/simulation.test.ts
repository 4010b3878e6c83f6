/** Seeds in virtual time: no violation, the same run for the same seed, and every run a real test. */
import { describe, expect, test } from 'vitest';
import type { SeedReport } from '../../core/sim/report.ts';
import { simulate } from '../../core/sim/simulate.ts';
import { simulateSeed } from '../../core/sim/simulate-seed.ts';
import { families } from '../../core/sim/storm/families.ts';
import { whyNoTest } from '../../core/sim/validity.ts';

const SEEDS = 200;

test(`Figure 3 holds after every step of ${SEEDS} seeds, and every cluster recovers when the faults end`, async () => {
  const report = await simulate({ from: 1, seeds: SEEDS });
  expect(report.violations).toEqual([]);
  expect(report.idle).toEqual([]);
  expect(report.seeds).toBe(SEEDS);
  expect(report.steps).toBeGreaterThan(SEEDS * 2500);
  const never = families.filter((family) => report.coverage.faults[family]?.times === 0);
  expect(never).toEqual([]);
}, 240_000);

describe('a seed', () => {
  test('gives the same run twice, bit for bit', () => {
    expect(simulateSeed({ seed: 7 })).toEqual(simulateSeed({ seed: 7 }));
  });

  test('gives another run than its neighbour', () => {
    expect(simulateSeed({ seed: 7 }).hash).not.toBe(simulateSeed({ seed: 8 }).hash);
  });

  test.each([1, 2, 9])('runs with %i servers', (nodes) => {
    const report = simulateSeed({ seed: 3, nodes });
    expect(report).toMatchObject({ nodes, violations: [], why: null });
  });
});

test('"swarm": no two of a dozen seeds have the same families of faults, and none has all', () => {
  const hit = ({ faults }: SeedReport) => families.filter((family) => faults[family] > 0);
  const met = Array.from({ length: 12 }, (_, at) => hit(simulateSeed({ seed: 500 + at, nodes: 5 })));
  expect(new Set(met.map(String)).size).toBe(12);
  for (const each of met) expect(each.length).toBeLessThan(families.length);
});

describe('the validity guard', () => {
  const run = { ...simulateSeed({ seed: 3, steps: 300 }), elections: 1, outcomes: { ok: 10, refused: 0, unknown: 0 } };

  test('lets a run count in which the load ran and the faults hit', () => {
    expect(whyNoTest(run, 10)).toBe(null);
  });

  test('says what was missing in one that does not', () => {
    expect(whyNoTest({ ...run, elections: 0 }, 10)).toBe('nobody was ever elected');
    expect(whyNoTest(run, 9)).toBe('only 9 faults hit');
    expect(whyNoTest({ ...run, outcomes: { ok: 9, refused: 5, unknown: 5 } }, 10)).toBe('only 9 operations succeeded');
  });
});

describe('many seeds', () => {
  test('have one hash, that of the same seeds', async () => {
    const [one, other] = [await simulate({ from: 20, seeds: 3 }), await simulate({ from: 20, seeds: 3 })];
    expect(one).toEqual(other);
    expect((await simulate({ from: 21, seeds: 3 })).hash).not.toBe(one.hash);
  });

  test('say in how many of them each fault and each decision was met', async () => {
    const { coverage } = await simulate({ from: 30, seeds: 4 });
    expect(coverage.notes['raft.role majorityOfVotes']).toMatchObject({ seeds: 4 });
    expect(coverage.faults).toHaveProperty('powerCut');
  });

  test('stop between two when asked, and say so', async () => {
    let done = 0;
    const report = await simulate({
      from: 1,
      seeds: 50,
      steps: 300,
      onProgress: () => {
        done += 1;
      },
      shouldStop: () => done === 2,
    });
    expect(report).toMatchObject({ seeds: 2, interrupted: true });
  });
});
