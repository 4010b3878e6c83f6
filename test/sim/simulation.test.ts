/** Seeds in virtual time: no violation, the same run for the same seed, and every run a real test. */
import { describe, expect, test } from 'vitest';
import { simulate } from '../../core/sim/simulate.ts';
import { simulateSeed } from '../../core/sim/simulate-seed.ts';

const SEEDS = 200;

test(`Figure 3 holds after every step of ${SEEDS} seeds, and every cluster recovers when the faults end`, async () => {
  const report = await simulate({ from: 1, seeds: SEEDS });
  expect(report.violations).toEqual([]);
  expect(report.idle).toEqual([]);
  expect(report.seeds).toBe(SEEDS);
  expect(report.steps).toBeGreaterThan(SEEDS * 2500);
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
    expect(report).toMatchObject({ nodes, violations: [], counts: true });
  });
});

test('between them a few seeds meet every kind of fault, elections, and commands that had to be retried', () => {
  const reports = Array.from({ length: 12 }, (_, at) => simulateSeed({ seed: 500 + at }));
  const sum = (count: (report: (typeof reports)[number]) => number) =>
    reports.reduce((total, report) => total + count(report), 0);
  for (const kind of ['crashes', 'pauses', 'cuts', 'badLinks', 'diskFaults', 'timeouts'] as const) {
    expect(sum(({ faults }) => faults[kind])).toBeGreaterThan(0);
  }
  expect(sum(({ elections }) => elections)).toBeGreaterThan(30);
  expect(sum(({ outcomes }) => outcomes.ok)).toBeGreaterThan(600);
});

describe('many seeds', () => {
  test('have one hash, that of the same seeds', async () => {
    const [one, other] = [await simulate({ from: 20, seeds: 3 }), await simulate({ from: 20, seeds: 3 })];
    expect(one).toEqual(other);
    expect((await simulate({ from: 21, seeds: 3 })).hash).not.toBe(one.hash);
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
