/** The simulation's own judges can fail: what clients were told, and what is on disks. */
import { describe, expect, test } from 'vitest';
import { encodeCommand } from '../../core/machine/command.ts';
import type { Stored } from '../../core/node/ports.ts';
import type { Entry } from '../../core/raft/types.ts';
import { DiskWatch } from '../../core/sim/judge/disk-watch.ts';
import { Outcomes } from '../../core/sim/judge/outcomes.ts';
import type { EventOf } from '../../core/trace/events.ts';
import { entriesOf, leader } from '../raft/given.ts';

describe('8 what clients were told', () => {
  const put = ['put x 1', '{"ok":true}'] as const;
  const get = ['get x', '{"value":"1"}'] as const;

  test('is true when the log says the same', () => {
    expect(
      judge([told(1, 1, 2, 'client.ok', put), told(2, 3, 4, 'client.ok', get)], [entry(1, put[0]), entry(2, get[0])]),
    ).toEqual([]);
  });

  test('is false when an acknowledged command is not in the log', () => {
    expect(judge([told(1, 1, 2, 'client.ok', put)], [])).toEqual(['Acknowledged Is Kept']);
  });

  test('is false when a refused command took effect', () => {
    expect(judge([told(1, 1, 2, 'client.fail', put)], [entry(1, put[0])])).toEqual(['Refused Never Takes Effect']);
  });

  test('may be either when the outcome is unknown', () => {
    expect(judge([told(1, 1, 2, 'client.info', put)], [])).toEqual([]);
    expect(judge([told(1, 1, 2, 'client.info', put)], [entry(1, put[0])])).toEqual([]);
  });

  test('is false when the answer is not the one that the log gives', () => {
    expect(judge([told(1, 1, 2, 'client.ok', ['get x', '{"value":"9"}'])], [entry(1, get[0])])).toEqual([
      'Answers Are True',
    ]);
  });

  test('is false when a command took effect after one that was asked later', () => {
    const events = [told(1, 1, 2, 'client.ok', put), told(2, 3, 4, 'client.ok', ['get x', '{"value":null}'])];
    const log = [entry(2, get[0], 1), entry(1, put[0], 2)];
    expect(judge(events, log)).toEqual(['Linearizability']);
  });

  type Told = ReturnType<typeof told>;

  function judge(events: readonly Told[], log: readonly Entry[]): string[] {
    const outcomes = new Outcomes();
    for (const each of events) for (const event of each) outcomes.hear(event);
    const found: string[] = [];
    outcomes.judge(log, (invariant) => found.push(invariant));
    return found;
  }

  /** An operation of session s1, asked at one moment of the trace and ended at another. */
  function told(
    serial: number,
    from: number,
    to: number,
    ev: 'client.ok' | 'client.fail' | 'client.info',
    [operation, result]: readonly [string, string],
  ) {
    const op = {
      session: 's1',
      serial,
      operation,
      tries: 1,
      hops: 0,
      target: 'S1',
      index: null,
      duplicate: false,
      why: null,
    };
    const hlc: [number, number] = [0, 0];
    const stamps = { t: 0, hlc, n: 1, node: 'c1' };
    const invoke: EventOf<'client.invoke'> = { ...stamps, seq: from, ev: 'client.invoke', op: { ...op, result: null } };
    const end: EventOf<'client.ok'> = { ...stamps, seq: to, ev, op: { ...op, result } };
    return [invoke, end];
  }

  function entry(serial: number, operation: string, index = serial): Entry {
    const command = encodeCommand({ session: 's1', serial, lowestOpen: 1, operation });
    return { index, term: 1, payload: { kind: 'command', command } };
  }
});

describe('what is on disks', () => {
  const nothing: Stored = { hardState: { currentTerm: 1, votedFor: null }, entries: [] };
  const voted: Stored = { hardState: { currentTerm: 2, votedFor: 'S1' }, entries: [] };
  const stored: Stored = { ...voted, entries: entriesOf([2]) };

  test('5.2 a leader has the votes of a majority of disks', () => {
    expect(watch({ S1: voted, S2: voted, S3: nothing })).toEqual([]);
    expect(watch({ S1: voted, S2: nothing, S3: nothing })).toEqual(['Votes Are on Disk']);
    expect(watch({ S1: voted, S2: { ...voted, hardState: { currentTerm: 2, votedFor: 'S3' } }, S3: nothing })).toEqual([
      'Votes Are on Disk',
    ]);
  });

  test('5.2 a voter that has gone on to a later term has voted before', () => {
    expect(
      watch({ S1: voted, S2: { ...nothing, hardState: { currentTerm: 3, votedFor: null } }, S3: nothing }),
    ).toEqual([]);
  });

  test('5.3 what a leader commits is on a majority of disks', () => {
    expect(watch({ S1: stored, S2: stored, S3: voted }, 1)).toEqual([]);
    expect(watch({ S1: voted, S2: stored, S3: voted }, 1)).toEqual(['Committed Is on Disks']);
  });

  function watch(disks: Readonly<Record<string, Stored>>, commitIndex = 0): string[] {
    const found: string[] = [];
    const judge = new DiskWatch(
      (node) => disks[node] ?? nothing,
      (invariant) => found.push(invariant),
    );
    const state = leader({ term: 2, log: [2] });
    judge.afterStep(state);
    state.commitIndex = commitIndex;
    judge.afterStep(state);
    return found;
  }
});
