/** A thousand changed histories of simulated runs: half of the changes are provably wrong, half provably harmless. */
import { expect, test } from 'vitest';
import { checkHistory } from '../../core/check/linearizability/check-history.ts';
import { Dice } from '../../core/sim/dice.ts';
import { mutations } from './histories/mutations.ts';
import { recordedHistory } from './histories/recorded.ts';

const RUNS = 25;
const TIMES = 5;
const LIMITS = { steps: 2_000_000 };

const histories = Array.from({ length: RUNS }, (_, at) => recordedHistory(100 + at));

test('the histories themselves are linearizable, and long enough to be changed', () => {
  expect(histories.map((history) => checkHistory(history, 'kv', LIMITS).verdict)).toEqual(histories.map(() => 'ok'));
  expect(Math.min(...histories.map(({ length }) => length))).toBeGreaterThan(30);
});

let mutated = 0;
test.each(mutations)('$name: $expected', ({ name, expected, mutate }) => {
  for (const [at, history] of histories.entries()) {
    const dice = new Dice(at, name);
    for (let time = 0; time < TIMES; time += 1) {
      const changed = mutate(history, dice);
      if (changed === null) continue;
      mutated += 1;
      const { verdict } = checkHistory(changed, 'kv', LIMITS);
      expect({ at, time, verdict }).toEqual({ at, time, verdict: expected });
    }
  }
});

test('there were a thousand of them', () => {
  expect(mutated).toBeGreaterThanOrEqual(1000);
});
