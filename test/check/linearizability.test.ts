/** Linearizability (Herlihy and Wing 1990): forty histories made by hand, random ones against the definition, and limits. */
import { describe, expect, test } from 'vitest';
import type { Action, Operation } from '../../core/check/history/operation.ts';
import { checkHistory } from '../../core/check/linearizability/check-history.ts';
import { Dice } from '../../core/sim/dice.ts';
import { isLinearizable } from './histories/brute-force.ts';
import { bad, fileOf, good } from './histories/hand-made.ts';
import { manyOperations } from './histories/many.ts';
import { read } from './histories/reading.ts';

test('there are twenty good histories and twenty bad ones', () => {
  expect([good.length, bad.length]).toEqual([20, 20]);
});

test.each(good)('good: $why', (history) => {
  const operations = read(fileOf(history), history.model);
  expect(checkHistory(operations, history.model).verdict).toBe('ok');
  expect(isLinearizable(operations, history.model === 'kv')).toBe(true);
});

test.each(bad)('bad: $why', (history) => {
  const operations = read(fileOf(history), history.model);
  expect(checkHistory(operations, history.model).verdict).toBe('violation');
  expect(isLinearizable(operations, history.model === 'kv')).toBe(false);
});

test('a violation names the key, the longest order that works, and the two that clash', () => {
  const file = {
    why: '',
    model: 'kv',
    lines: ['a put y 1', 'a ok', 'a put x 1', 'a ok', 'b get x', 'b ok null'],
  } as const;
  const verdict = checkHistory(read(fileOf(file), 'kv'), 'kv');
  expect(verdict).toMatchObject({
    verdict: 'violation',
    key: 'x',
    detail:
      'After 1 operations in the longest order that works, x holds 1 by "put x 1" of process 0; "get x → null" of process 1 must come next and cannot.',
    prefix: [{ action: { f: 'put', value: '1' }, invokedAt: 3, endedAt: 4 }],
    clash: [{ action: { f: 'put' } }, { action: { f: 'get' }, answer: null, endedAt: 6 }],
  });
});

describe('random small histories', () => {
  test.each([0.25, 0.6])(
    '3,000 of at most seven operations, %d of them without an outcome, are judged as the definition says',
    (open) => {
      const dice = new Dice(11, 'histories');
      const counts = { ok: 0, violation: 0, undecided: 0 };
      for (let run = 0; run < 3000; run += 1) {
        const operations = smallHistory(dice, open);
        const { verdict } = checkHistory(operations, 'kv');
        counts[verdict] += 1;
        const expected = isLinearizable(operations, true) ? 'ok' : 'violation';
        expect({ run, operations, verdict }).toEqual({ run, operations, verdict: expected });
      }
      expect(counts.undecided).toBe(0);
      expect(Math.min(counts.ok, counts.violation)).toBeGreaterThan(500);
    },
  );
});

test('a store in which a missing key is the empty text may compare it so, and ours need not', () => {
  for (const told of ['true', 'false']) {
    const lines = ['a cas x "" 1', `a ok ${told}`, 'a get x', told === 'true' ? 'a ok 1' : 'a ok null'];
    expect(checkHistory(read(fileOf({ why: '', model: 'kv', lines }), 'kv'), 'kv').verdict).toBe('ok');
  }
});

describe('limits', () => {
  test('what the steps do not suffice for is undecided, with the keys', () => {
    const operations = manyOperations({ operations: 6000, keys: 2, clients: 4, unknown: 0, seed: 1 });
    const verdict = checkHistory(operations, 'kv', { steps: 100 });
    expect(verdict).toMatchObject({ verdict: 'undecided', detail: 'It was not decided within 100 steps.' });
    expect(checkHistory(operations, 'kv').verdict).toBe('ok');
  });

  test('the time is asked of the clock that is given', () => {
    const operations = manyOperations({ operations: 6000, keys: 1, clients: 4, unknown: 0, seed: 1 });
    let time = 0;
    const now = () => (time += 1000);
    const verdict = checkHistory(operations, 'kv', { now, milliseconds: 500 });
    expect(verdict).toMatchObject({ verdict: 'undecided', detail: 'It was not decided within 0.5 s.', keys: ['k0'] });
  });

  test('memory too', () => {
    const operations = manyOperations({ operations: 6000, keys: 1, clients: 4, unknown: 0, seed: 1 });
    expect(checkHistory(operations, 'kv', { cache: 1000 }).verdict).toBe('undecided');
  });

  test('a wrong key is found beside a hard one that alone would use up the limits', () => {
    const hard = Array.from({ length: 24 }, (_, at) => appendOf(`a${at}`, 2 * at, 1000 + at));
    const wish: Operation = { ...appendOf('r', 2000, 2001), action: { f: 'get' }, answer: 'nobody' };
    const wrong: Operation = { ...wish, key: 'wrong', invokedAt: 3000, endedAt: 3001 };
    expect(checkHistory([...hard, wish], 'kv', { steps: 100_000 }).verdict).toBe('undecided');
    expect(checkHistory([...hard, wish, wrong], 'kv', { steps: 100_000 })).toMatchObject({ key: 'wrong' });
  });
});

describe('100,000 operations over 50 keys', () => {
  test.each([0, 0.001, 0.01])('with %d of them unknown are decided in time', { timeout: 60_000 }, (unknown) => {
    const operations = manyOperations({ operations: 100_000, keys: 50, clients: 8, unknown, seed: 7 });
    const before = process.cpuUsage();
    const verdict = checkHistory(operations, 'kv');
    const seconds = process.cpuUsage(before).user / 1e6;
    console.log(`${unknown} unknown: ${seconds.toFixed(2)} s of the processor`);
    expect(verdict).toMatchObject({ verdict: 'ok', keys: 50 });
    expect(seconds).toBeLessThan(4);
  });
});

function appendOf(value: string, invokedAt: number, endedAt: number): Operation {
  const told = { outcome: 'ok', answer: undefined } as const;
  return { key: 'hard', action: { f: 'append', value }, process: value, ...told, invokedAt, endedAt };
}

/** Answers of few values, so that they are often right by chance. */
function smallHistory(dice: Dice, open: number): Operation[] {
  const moments = dice.shuffle(Array.from({ length: 40 }, (_, at) => at));
  return Array.from({ length: dice.whole(2, 7) }, (_, at) => {
    const [one = 0, other = 0] = [moments[2 * at], moments[2 * at + 1]];
    const [invokedAt, endedAt] = [Math.min(one, other), Math.max(one, other)];
    const asked = { key: 'x', process: `p${at}`, invokedAt, ...actionAndAnswer(dice) };
    return dice.happens(open)
      ? { ...asked, outcome: 'info', answer: undefined, endedAt: null }
      : { ...asked, outcome: 'ok', endedAt };
  });
}

function actionAndAnswer(dice: Dice): { action: Action; answer: Operation['answer'] } {
  const [one, other] = [dice.pick(['a', 'b']), dice.pick(['a', 'b', 'c'])];
  const told = dice.happens(0.5);
  const choices: { action: Action; answer: Operation['answer'] }[] = [
    { action: { f: 'get' }, answer: dice.pick([null, '', 'a', 'b', 'c', 'aa', 'ab', 'ba']) },
    { action: { f: 'get' }, answer: dice.pick([null, 'a', 'b']) },
    { action: { f: 'put', value: one }, answer: undefined },
    { action: { f: 'put', value: other }, answer: undefined },
    { action: { f: 'append', value: one }, answer: told ? undefined : dice.pick(['a', 'b', 'aa', 'ab', 'ba']) },
    { action: { f: 'cas', from: one, to: other }, answer: dice.happens(0.5) },
    { action: { f: 'del' }, answer: told ? undefined : dice.happens(0.5) },
  ];
  return dice.pick(choices);
}
