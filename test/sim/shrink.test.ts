/** A recorded run is the same run, and what is left of a failing one is short and fails again from its file. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { minimize } from '../../core/sim/shrink/ddmin.ts';
import { replay } from '../../core/sim/shrink/replay.ts';
import { recordSeed } from '../../core/sim/simulate-seed.ts';
import { load } from '../mutants/catch.ts';
import { mutants } from '../mutants/mutants.ts';
import { perform, type shrinkAndReplay } from './shrink-and-replay.ts';

describe('a recorded run', () => {
  test.each([2, 11, 12, 13])('of seed %i, done again, is the same run bit for bit', (seed) => {
    const { report, recording } = recordSeed({ seed, steps: 1500 });
    expect(recording.deeds.length).toBeGreaterThan(20);
    expect(replay(recording)).toMatchObject({ hash: report.hash, steps: report.steps, outcomes: report.outcomes });
  });

  test('without one of its deeds is another one', () => {
    const { report, recording } = recordSeed({ seed: 2, steps: 800 });
    expect(replay(recording, recording.deeds.slice(1)).hash).not.toBe(report.hash);
  });
});

describe('delta debugging', () => {
  test('finds exactly what matters, in order, whatever stands around it', () => {
    const lists = fc.tuple(fc.uniqueArray(fc.nat(300), { maxLength: 60 }), fc.nat(5));
    return fc.assert(
      fc.property(lists, ([items, some]) => {
        const needed = items.filter((_, at) => at % 7 === some);
        const reduced = minimize(
          items,
          (kept) => needed.every((item) => kept.includes(item)),
          () => false,
        );
        expect(reduced).toEqual({ items: needed, isMinimal: true });
      }),
    );
  });

  test('keeps what it has when the time is up, and says that it may be too long', () => {
    let tries = 0;
    const reduced = minimize(
      [1, 2, 3, 4, 5, 6, 7, 8],
      (kept) => kept.includes(1),
      () => {
        tries += 1;
        return tries > 1;
      },
    );
    expect(reduced).toEqual({ items: [1, 2, 3, 4], isMinimal: false });
  });
});

describe('a seed that fails', () => {
  test.each(['a restart forgets the vote', 'an old-term entry is committed by counting'])(
    '("%s") becomes a short scenario, which breaks the same invariant and passes on the true core',
    { timeout: 240_000 },
    async (name) => {
      const mutant = mutants.find((one) => one.name === name);
      if (mutant === undefined)
        throw new Error(`there is no such mutant: ${mutants.map((one) => one.name).join('; ')}`);
      const entry = 'test/sim/shrink-and-replay.ts';
      const broken = await load<{ shrinkAndReplay: typeof shrinkAndReplay }>(entry, mutant);
      const { shrunk, why } = await broken.shrinkAndReplay(400);
      expect(shrunk.to).toBeLessThan(shrunk.from / 2);
      expect(why).toContain(`${shrunk.violation.invariant} is violated: ${shrunk.violation.detail}`);
      expect(await perform(shrunk.scenario)).toMatchObject({ verdict: 'passed' });
    },
  );
});
