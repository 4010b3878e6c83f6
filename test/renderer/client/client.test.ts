/** The client console: operations in words, sessions, the prompt and the load. */
import { describe, expect, test } from 'vitest';
import { createView } from '../../../core/trace/view.ts';
import type { OperationView } from '../../../core/trace/view-types.ts';
import {
  dueNow,
  keysOf,
  MOST_OPERATIONS,
  MOST_OUTSTANDING,
  operationOf,
} from '../../../renderer/panels/client/load.ts';
import { outcomeText, wayText } from '../../../renderer/panels/client/operation-text.ts';
import { isGet, PromptHistory, problemOf } from '../../../renderer/panels/client/prompt.ts';
import { freeName, lastSerial, latestOperations, sessionNames } from '../../../renderer/panels/client/sessions.ts';
import { oldLeaderScene } from '../scene.ts';

function asked(client: string, serial: number, change: Partial<OperationView['op']> = {}): OperationView {
  const op = {
    session: `${client}-0`,
    serial,
    operation: 'put x 6',
    tries: 1,
    hops: 0,
    target: 'S3',
    result: null,
    index: null,
    duplicate: false,
    why: null,
    ...change,
  };
  return { client, op, status: 'waiting', invokedAt: serial * 1000, endedAt: null };
}

describe('8 an operation in words', () => {
  test('sent twice, applied once', () => {
    const done = { ...asked('c1', 11, { tries: 2, index: 11, result: '{"ok":true}' }), endedAt: 4_311_000 };
    const operation: OperationView = { ...done, status: 'ok' };
    expect(outcomeText(operation)).toBe('ok');
    expect(wayText(operation, createView())).toBe('S3, entry 11, sent twice, applied once, 4.3 s');
  });

  test('6.4 a local read may be stale and says up to where it was true; a follower’s is as of its index', () => {
    const local = { ...asked('c1', 1, { read: 'local', target: 'S2', index: 12, result: '{"value":"5"}', tries: 2 }) };
    const operation: OperationView = { ...local, status: 'ok' };
    expect(outcomeText(operation)).toBe('5, may be stale');
    expect(wayText(operation, createView())).toBe('S2, local read, true up to entry 12, sent twice');
    const follower: OperationView = { ...operation, op: { ...operation.op, read: 'follower' } };
    expect(outcomeText(follower)).toBe('5');
    expect(wayText(follower, createView())).toBe('S2, follower read, as of entry 12, sent twice');
  });

  test('6.3 an expired session leaves an earlier try in doubt, and says so', () => {
    const why = 'the session has expired, and an earlier try may have taken effect before';
    const operation: OperationView = { ...asked('c1', 4, { tries: 2, why }), status: 'unknown' };
    expect(outcomeText(operation)).toBe('unknown');
    expect(wayText(operation, createView())).toContain(why);
  });

  test('6.4 reads that are no entries do not count as commands of the session', () => {
    const view = createView();
    view.operations.set('c1', [asked('c1', 7), asked('c1', 1, { read: 'local' })]);
    expect(lastSerial(view, 'c1')).toBe(7);
    expect(lastSerial(view, 'c2')).toBe(0);
  });

  test('a second try without an answer is retrying, and unknown stays unknown', () => {
    expect(outcomeText(asked('c1', 1))).toBe('waiting');
    expect(outcomeText(asked('c1', 1, { tries: 2 }))).toBe('retrying');
    expect(outcomeText({ ...asked('c1', 1), status: 'unknown' })).toBe('unknown');
  });

  test('a waiting one is counted where its own entry is, not where another term has the index', () => {
    const { view } = oldLeaderScene();
    const written = view.nodes.get('S1')?.log[11];
    if (written) written.serial = 99;
    const waiting = asked('c1', 99, { session: 'c1', target: 'S1' });
    expect(wayText(waiting, view)).toBe('asking S1, entry 12 on 1 of 5 nodes');
  });

  test('of two entries of one waiting operation, the newer leader’s counts', () => {
    const waiting = asked('c1', 12, { session: 'c1', target: 'S3' });
    expect(wayText(waiting, oldLeaderScene().view)).toBe('asking S3, entry 12 on 3 of 5 nodes');
  });
});

describe('sessions', () => {
  test('c1 is always there; tabs are in the order of their numbers', () => {
    const view = createView();
    view.operations.set('c10', [asked('c10', 1)]);
    view.operations.set('c2', [asked('c2', 3)]);
    expect(sessionNames(view, ['c3'])).toEqual(['c1', 'c2', 'c3', 'c10']);
    expect(freeName(['c1', 'c2', 'c10'])).toBe('c3');
    expect(latestOperations(view, 1).map(({ client }) => client)).toEqual(['c2']);
  });
});

describe('the prompt', () => {
  test('up brings back what was typed, down the draft that was left', () => {
    const history = new PromptHistory();
    history.add('put x 1');
    history.add('get x');
    expect(history.move(-1, 'put y')).toBe('get x');
    expect(history.move(-1, 'get x')).toBe('put x 1');
    expect(history.move(-1, 'put x 1')).toBe('put x 1');
    expect(history.move(1, 'put x 1')).toBe('get x');
    expect(history.move(1, 'get x')).toBe('put y');
  });

  test('a mistake is told as a sentence with the form, an empty line is none', () => {
    expect(problemOf('put x 7')).toBeNull();
    expect(problemOf('  ')).toBeNull();
    expect(problemOf('put x')).toContain('put KEY VALUE');
  });
});

describe('the load', () => {
  const plan = { rate: 10, keys: ['x', 'y'] };

  test('keeps its rate over time and waits for a slow cluster', () => {
    expect(dueNow(plan, 0, { sent: 0, answered: 0 })).toBe(1);
    expect(dueNow(plan, 1000, { sent: 5, answered: 5 })).toBe(6);
    expect(dueNow(plan, 60_000, { sent: 100, answered: 100 - MOST_OUTSTANDING })).toBe(0);
  });

  test('ends by itself', () => {
    expect(dueNow(plan, 1e9, { sent: MOST_OPERATIONS, answered: MOST_OPERATIONS })).toBe(0);
  });

  test('writes three times as often as it reads, over all keys', () => {
    expect([0, 1, 2, 3].map((n) => operationOf(plan, n))).toEqual(['put x 1', 'put y 2', 'put x 3', 'get y']);
    expect(keysOf(' x, y  z ')).toEqual(['x', 'y', 'z']);
  });
});

test('6.4 only a get has a choice of how it is read', () => {
  expect(['get x', ' get', 'getx 1', 'put get 1', ''].map(isGet)).toEqual([true, true, false, false, false]);
});
