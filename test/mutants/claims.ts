/** The claims about a list of mutants: each is one line, another one than all others, and is found. */
import { describe, expect, test } from 'vitest';
import { catchMutant, occurrences } from './catch.ts';
import type { Mutant } from './mutant.ts';

const SEEDS = 400;

export function everyMutantIsCaught(mutants: readonly Mutant[]): void {
  test('there are enough of them, each of its own', () => {
    expect(mutants.length).toBeGreaterThanOrEqual(10);
    expect(new Set(mutants.map(({ file, line }) => `${file} ${line}`)).size).toBe(mutants.length);
  });

  describe.each(mutants)('$paper $name', (mutant) => {
    test('changes a line that is there', () => expect(occurrences(mutant)).toBe(1));

    test(`is caught by: ${mutant.caughtBy}`, { timeout: 180_000 }, async () => {
      const { how } = await catchMutant(mutant, SEEDS);
      expect(how).not.toBeNull();
    });
  });
}
