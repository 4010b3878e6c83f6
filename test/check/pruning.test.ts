/** The search does not try what cannot matter: of twenty operations at once, few of their many orders. */
import { describe, expect, test } from 'vitest';
import type { Action, Operation } from '../../core/check/history/operation.ts';
import { checkHistory, HistoryCheck } from '../../core/check/linearizability/check-history.ts';

const MANY = 20;
/** Of twenty operations there are a million sets, and far more orders. */
const FEW_STEPS = 20_000;

/** All of them run at once. */
function atOnce(actionOf: (at: number) => Action, more: Partial<Operation> = {}): Operation[] {
  return Array.from({ length: MANY }, (_, at) => ({
    ...{ key: 'x', process: `p${at}`, action: actionOf(at), outcome: 'ok', answer: undefined },
    ...{ invokedAt: 100 + at, endedAt: 200 + at, ...more },
  }));
}

function one(action: Action, invokedAt: number, answer?: Operation['answer']): Operation {
  return { key: 'x', process: 'q', action, outcome: 'ok', answer, invokedAt, endedAt: invokedAt + 1 };
}

const unknown = { outcome: 'info', endedAt: null } as const;
const lie = one({ f: 'get' }, 1000, 'nobody');

test.each<[string, Operation[]]>([
  ['reads of what stands', [one({ f: 'put', value: 'a' }, 1), ...atOnce(() => ({ f: 'get' }), { answer: 'a' })]],
  ['the same, asked for without an outcome', atOnce(() => ({ f: 'append', value: 'a' }), unknown)],
  ['cas that cannot match, without an outcome', atOnce((at) => ({ f: 'cas', from: `v${at}`, to: 'w' }), unknown)],
])('%s', (_, operations) => {
  expect(checkHistory([...operations, lie], 'kv', { steps: FEW_STEPS }).verdict).toBe('violation');
  expect(checkHistory(operations, 'kv', { steps: FEW_STEPS }).verdict).toBe('ok');
});

describe('what the search says of itself', () => {
  const appends = atOnce((at) => ({ f: 'append', value: `v${at};` }));
  const easy = { ...one({ f: 'put', value: 'a' }, 1), key: 'easy' };

  test('is how many operations have no place yet', () => {
    const check = new HistoryCheck([easy, ...appends], 'kv');
    expect(check.progress).toEqual({ left: MANY + 1, of: MANY + 1 });
    expect(check.advance()).toMatchObject({ verdict: 'ok', operations: MANY + 1, keys: 2 });
    expect(check.progress).toEqual({ left: 0, of: MANY + 1 });
  });

  test('is which keys are undecided, without those that are decided', () => {
    expect(checkHistory([easy, ...appends, lie], 'kv', { steps: 5000 })).toMatchObject({
      verdict: 'undecided',
      keys: ['x'],
    });
  });

  test('counts the values that it remembers as memory, too', () => {
    const long = atOnce((at) => ({ f: 'append', value: `${at}`.repeat(1000) }));
    const verdict = checkHistory([...long, lie], 'kv', { cache: 1_000_000, steps: 3000 });
    expect(verdict).toMatchObject({ verdict: 'undecided', detail: 'It was not decided within 1 MB of memory.' });
  });

  test('is the longest order that works, as it goes, and the last in it that changed what stands', () => {
    const puts = [one({ f: 'put', value: 'a' }, 1), one({ f: 'get' }, 3, 'a'), one({ f: 'put', value: 'b' }, 5)];
    const right = [...puts, one({ f: 'get' }, 7, 'b')];
    const verdict = checkHistory([...right, lie], 'kv');
    expect(verdict).toMatchObject({ prefix: right, clash: [right[2], lie] });
  });

  test('counts the time from its own beginning, whatever the clock says then', () => {
    let time = 1_000_000;
    const now = () => (time += 1);
    expect(checkHistory([...appends, lie], 'kv', { now, milliseconds: 5, steps: 20_000 })).toMatchObject({
      detail: 'It was not decided within 0.005 s.',
    });
    expect(checkHistory([...appends, lie], 'kv', { now, milliseconds: 1000, steps: 20_000 })).toMatchObject({
      detail: 'It was not decided within 20000 steps.',
    });
  });
});

describe('a history that begins in the middle', () => {
  const verdict = (...operations: Operation[]) => checkHistory(operations, 'kv', { isStartKnown: false }).verdict;
  const get = (at: number, answer: string | null) => one({ f: 'get' }, at, answer);

  test('may begin with any value, which stands from the first answer on that tells it', () => {
    expect([verdict(get(1, 'a'), get(3, 'a')), verdict(get(1, 'a'), get(3, 'b'))]).toEqual(['ok', 'violation']);
    expect(verdict(one({ f: 'put', value: 'a' }, 1), get(3, 'b'))).toBe('violation');
  });

  test('may have had the key or not, and what a del leaves is known', () => {
    for (const existed of [true, false]) {
      expect(verdict(one({ f: 'del' }, 1, existed), get(3, null))).toBe('ok');
      expect(verdict(one({ f: 'del' }, 1, existed), get(3, 'a'))).toBe('violation');
    }
  });

  test('tells by a cas that matched what stands, and by one that did not, nothing', () => {
    const cas = (answer: boolean) => one({ f: 'cas', from: 'a', to: 'b' }, 1, answer);
    expect([verdict(cas(true), get(3, 'b')), verdict(cas(true), get(3, 'c'))]).toEqual(['ok', 'violation']);
    expect(verdict(cas(false), get(3, 'c'))).toBe('ok');
  });

  test('tells by an append what stands afterwards, if its answer does', () => {
    const append = (answer?: string) => one({ f: 'append', value: 'b' }, 1, answer);
    expect([verdict(append('ab'), get(3, 'ab')), verdict(append('ab'), get(3, 'b'))]).toEqual(['ok', 'violation']);
    expect(verdict(append(), get(3, 'anything'))).toBe('ok');
  });

  test('says so when it is broken', () => {
    const cas = { ...one({ f: 'append', value: 'b' }, 1), answer: undefined };
    const lies = [cas, get(3, 'a'), get(5, 'b')];
    expect(checkHistory(lies, 'kv', { isStartKnown: false })).toMatchObject({
      detail: expect.stringContaining('x holds a'),
    });
  });
});
