/** What a recorded run's clients claim (§8): from their asking and their outcomes, and nothing that nobody claimed. */
import { describe, expect, test } from 'vitest';
import { ClientHistory, historyOf } from '../../core/check/history/history-of.ts';
import { describe as inWords } from '../../core/check/history/operation.ts';
import type { EventDraft } from '../../core/trace/recorder.ts';
import { record, state } from '../trace/samples.ts';

const op = { session: '2', tries: 1, hops: 0, target: 'S1', index: 7, duplicate: false } as const;

function ask(serial: number, operation: string, read?: 'local' | 'linearizable'): EventDraft {
  const fields = { ...op, id: `c1.${serial}`, serial, operation, result: null, why: null };
  return { node: 'c1', ev: 'client.invoke', op: { ...fields, ...(read === undefined ? {} : { read }) } };
}

function end(ev: 'ok' | 'fail' | 'info', serial: number, result: unknown = null): EventDraft {
  const text = result === null ? null : JSON.stringify(result);
  const fields = { ...op, id: `c1.${serial}`, serial, operation: 'as asked', result: text, why: null };
  return { node: 'c1', ev: `client.${ev}`, op: fields };
}

const historyIn = (...drafts: EventDraft[]) => historyOf(record(drafts));
const claimed = (operation: string, result: unknown) => historyIn(ask(1, operation), end('ok', 1, result)).map(inWords);

describe('an answer', () => {
  test('is what the state machine said, in the words of the operation', () => {
    expect(claimed('get x', { value: '7' })).toEqual(['get x → 7']);
    expect(claimed('get x', { value: null })).toEqual(['get x → null']);
    expect(claimed('put x 7', { ok: true })).toEqual(['put x 7']);
    expect(claimed('append x 7', { value: '67' })).toEqual(['append x 7 → 67']);
    expect(claimed('cas x 6 7', { swapped: false, value: '5' })).toEqual(['cas x 6 7 → false']);
    expect(claimed('del x', { existed: false })).toEqual(['del x → false']);
  });

  test('that refused the operation says that nothing happened', () => {
    expect(claimed('append x 7', { error: 'too long' })).toEqual([]);
  });

  test('that cannot be read is not known, but it happened', () => {
    for (const operation of ['get x', 'append x 7', 'cas x 6 7', 'del x']) {
      expect(claimed(operation, { other: 1 })).toEqual([operation]);
      expect(claimed(operation, null)).toEqual([operation]);
    }
    const torn = record([ask(1, 'get x'), { ...end('ok', 1, {}) }]).map((event) =>
      event.ev === 'client.ok' ? { ...event, op: { ...event.op, result: '{"value":' } } : event,
    );
    expect(historyOf(torn).map(inWords)).toEqual(['get x']);
  });
});

describe('an operation', () => {
  test('stands between the events of its asking and its outcome', () => {
    expect(historyIn(ask(1, 'put x 7'), ask(2, 'get y'), end('ok', 1, { ok: true }), end('info', 2))).toMatchObject([
      { outcome: 'ok', invokedAt: 1, endedAt: 3 },
      { outcome: 'info', invokedAt: 2, endedAt: null },
    ]);
  });

  test('that failed is none; one without an end may still take effect', () => {
    expect(historyIn(ask(1, 'put x 7'), end('fail', 1), ask(2, 'put x 8')).map(inWords)).toEqual(['put x 8 → unknown']);
  });

  test('that may be stale, or is no operation, claims nothing', () => {
    expect(historyIn(ask(1, 'get x', 'local'), end('ok', 1, { value: '1' }))).toEqual([]);
    expect(historyIn(ask(1, 'fly'), end('ok', 1, { value: '1' }))).toEqual([]);
    expect(historyIn(ask(1, 'get x', 'linearizable'))).toHaveLength(1);
  });

  test('with a long text, or one that is not one word, is shown shortly and in quotes', () => {
    expect(claimed(`put x ${'a'.repeat(200)}`, { ok: true })[0]).toMatch(/^put x a{80}…$/);
    expect(claimed('put x "two words"', { ok: true })).toEqual(['put x "two words"']);
    expect(claimed(String.raw`put x "\"quoted\""`, { ok: true })).toEqual([String.raw`put x "\"quoted\""`]);
    expect(claimed('put x ""', { ok: true })).toEqual(['put x ""']);
  });
});

test('what the keys held first is not known when a server begins with a log, and is when it only starts again', () => {
  const life = { address: '', detail: null, why: 'started' } as const;
  const starts = (node: string, lastLogIndex: number): EventDraft => ({
    ...{ node, inc: 1, state: { ...state, lastLogIndex }, ev: 'node.start', lifecycle: life },
  });
  const isStartKnown = (...drafts: EventDraft[]) => {
    const history = new ClientHistory();
    for (const event of record(drafts)) history.hear(event);
    return history.isStartKnown;
  };
  expect(isStartKnown(starts('S1', 0), starts('S2', 0), starts('S1', 9))).toBe(true);
  expect(isStartKnown(starts('S1', 0), starts('S2', 1))).toBe(false);
});
