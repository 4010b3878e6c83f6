/** The simulation's own judges can fail: what clients were told, and what is on disks. */
import { describe, expect, test } from 'vitest';
import { encodeCommand } from '../../core/machine/payload.ts';
import type { Stored } from '../../core/node/ports.ts';
import { simpleConfiguration } from '../../core/raft/membership.ts';
import type { Configuration, Entry } from '../../core/raft/types.ts';
import { DiskWatch } from '../../core/sim/judge/disk-watch.ts';
import { Outcomes } from '../../core/sim/judge/outcomes.ts';
import type { EventOf } from '../../core/trace/events.ts';
import { entriesOf, leader } from '../raft/given.ts';

describe('8 what clients were told', () => {
  const put = ['put x 1', '{"ok":true}'] as const;
  const get = ['get x', '{"value":"1"}'] as const;
  const nothing = ['get x', '{"value":null}'] as const;

  test('is true when the log says the same', () => {
    const events = [told(1, 1, 2, 'client.ok', put), told(2, 3, 4, 'client.ok', get)];
    expect(judge(events, [opening, entry(1, put[0]), entry(2, get[0])])).toEqual([]);
  });

  test('is false when an acknowledged command is not in the log', () => {
    expect(judge([told(1, 1, 2, 'client.ok', put)], [opening])).toEqual(['Acknowledged Is Kept']);
  });

  test('is false when a refused command took effect', () => {
    const events = [told(1, 1, 2, 'client.fail', put)];
    expect(judge(events, [opening, entry(1, put[0])])).toEqual(['Refused Never Takes Effect']);
  });

  test('may be either when the outcome is unknown', () => {
    expect(judge([told(1, 1, 2, 'client.info', put)], [opening])).toEqual([]);
    expect(judge([told(1, 1, 2, 'client.info', put)], [opening, entry(1, put[0])])).toEqual([]);
  });

  test('is false when the answer is not the one that the log gives', () => {
    const events = [told(1, 1, 2, 'client.ok', ['get x', '{"value":"9"}'])];
    expect(judge(events, [opening, entry(1, get[0])])).toEqual(['Answers Are True']);
  });

  test('is false when a command took effect after one that was asked later', () => {
    const events = [told(1, 1, 2, 'client.ok', put), told(2, 3, 4, 'client.ok', nothing)];
    expect(judge(events, [opening, entry(2, get[0], 2), entry(1, put[0], 3)])).toEqual(['Linearizability']);
  });

  describe('thesis 6.4 of reads that are no entries', () => {
    const log = [opening, entry(1, put[0])];

    test('is true when it is the state of the index, before or after', () => {
      expect(judge([read('linearizable', 1, 2, 2, get), read('follower', 3, 4, 2, get)], log)).toEqual([]);
      expect(judge([read('local', 1, 2, 1, nothing)], log)).toEqual([]);
    });

    test('is false when that index never had such a state', () => {
      expect(judge([read('local', 1, 2, 1, get)], log)).toEqual(['Answers Are True']);
    });

    test('is false when it is behind what had ended before it was asked; a local one may be', () => {
      const written = told(1, 1, 2, 'client.ok', put);
      expect(judge([written, read('linearizable', 3, 4, 1, nothing)], log)).toEqual(['Linearizability']);
      expect(judge([written, read('follower', 3, 4, 1, nothing)], log)).toEqual(['Linearizability']);
      expect(judge([written, read('local', 3, 4, 1, nothing)], log)).toEqual([]);
    });

    test('is false when a later read sees less than an earlier one', () => {
      const events = [read('linearizable', 1, 2, 2, get), read('follower', 3, 4, 1, nothing)];
      expect(judge(events, log)).toEqual(['Linearizability']);
    });
  });

  type Told = ReturnType<typeof told>;
  type Mode = 'linearizable' | 'follower' | 'local';
  type Ended = 'client.ok' | 'client.fail' | 'client.info';

  function judge(events: readonly Told[], log: readonly Entry[]): string[] {
    const outcomes = new Outcomes();
    for (const each of events) for (const event of each) outcomes.hear(event);
    const found: string[] = [];
    outcomes.judge(log, (invariant) => found.push(invariant));
    return found;
  }

  /** A command of session 1, asked at one moment of the trace and ended at another. */
  function told(serial: number, from: number, to: number, ev: Ended, words: readonly [string, string]) {
    return eventsOf({ id: `${serial}`, session: '1', serial, index: null }, from, to, ev, words);
  }

  /** A read that was answered when everything up to the index was applied. */
  function read(mode: Mode, from: number, to: number, index: number, words: readonly [string, string]) {
    return eventsOf({ id: `read ${from}`, session: '', serial: 0, index, read: mode }, from, to, 'client.ok', words);
  }

  function eventsOf(
    name: { id: string; session: string; serial: number; index: number | null; read?: Mode },
    from: number,
    to: number,
    ev: Ended,
    [operation, result]: readonly [string, string],
  ) {
    const op = { ...name, operation, tries: 1, hops: 0, target: 'S1', duplicate: false, why: null };
    const hlc: [number, number] = [0, 0];
    const stamps = { t: 0, hlc, n: 1, node: 'c1' };
    const invoke: EventOf<'client.invoke'> = {
      ...stamps,
      seq: from,
      ev: 'client.invoke',
      op: { ...op, index: null, result: null },
    };
    const end: EventOf<'client.ok'> = { ...stamps, seq: to, ev, op: { ...op, result } };
    return [invoke, end];
  }

  function entry(serial: number, operation: string, index = serial + 1): Entry {
    const command = encodeCommand({ kind: 'execute', session: '1', serial, lowestOpen: 1, operation, time: 0 });
    return { index, term: 1, payload: { kind: 'command', command } };
  }
});

/** The first entry opens session 1 (thesis 6.3). */
const opening: Entry = {
  index: 1,
  term: 1,
  payload: { kind: 'command', command: encodeCommand({ kind: 'open', time: 0 }) },
};

describe('what is on disks', () => {
  const nothing: Stored = { hardState: { currentTerm: 1, votedFor: null }, snapshot: null, entries: [] };
  const voted: Stored = { hardState: { currentTerm: 2, votedFor: 'S1' }, snapshot: null, entries: [] };
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

  test('7 a snapshot holds what it stands for', () => {
    const snapshot = { lastIncludedIndex: 1, lastIncludedTerm: 2, configuration: simpleConfiguration(['S1']) };
    const compacted: Stored = { ...voted, snapshot: { ...snapshot, configurationIndex: 0, data: '', checksum: 0 } };
    expect(watch({ S1: compacted, S2: stored, S3: voted }, 1)).toEqual([]);
  });

  test('6 in joint consensus a majority of both sets votes and stores', () => {
    const joint: Configuration = {
      ...simpleConfiguration(['S1', 'S2', 'S3']),
      outgoing: ['S1', 'S4', 'S5'],
    };
    const all = { S1: stored, S2: stored, S3: stored };
    expect(watch({ ...all, S4: stored, S5: nothing }, 1, joint)).toEqual([]);
    expect(watch({ ...all, S4: voted, S5: voted }, 1, joint)).toEqual(['Committed Is on Disks']);
    expect(watch({ ...all, S4: nothing, S5: nothing }, 0, joint)).toEqual(['Votes Are on Disk']);
  });

  function watch(disks: Readonly<Record<string, Stored>>, commitIndex = 0, configuration?: Configuration): string[] {
    const found: string[] = [];
    const judge = new DiskWatch(
      (node) => disks[node] ?? nothing,
      (invariant) => found.push(invariant),
    );
    const state = leader({ term: 2, log: [2] });
    if (configuration !== undefined) state.log.configuration = configuration;
    judge.afterStep(state);
    state.commitIndex = commitIndex;
    judge.afterStep(state);
    return found;
  }
});
