/** The disk in memory under a scheduler in the test's hand: when a save is safe, and what a crash leaves of it. */
import { expect, test } from 'vitest';
import type { Stored } from '../../core/node/ports.ts';
import { MemoryDisk, openMemoryStorage } from '../../core/storage/memory.ts';
import { commands, granted, hardState, keeping, snapshotAt, voiding } from './support.ts';

/** Opens a new disk whose saves finish when the test runs the waiting task. */
function openByHand(keptByCrash?: (records: number) => number) {
  const disk = new MemoryDisk();
  const waiting: (() => void)[] = [];
  const soon = (task: () => void) => {
    waiting.push(task);
  };
  const { storage } = granted(openMemoryStorage(disk, keptByCrash === undefined ? { soon } : { soon, keptByCrash }));
  return { disk, storage, finishNext: () => waiting.shift()?.(), finishLast: () => waiting.pop()?.() };
}

const bigSave = { hardState: hardState(4, 'S1'), snapshot: null, entries: commands(1, 3, 4) };

test('a save is on the disk when its task has run, and not before', () => {
  const { disk, storage, finishNext } = openByHand();
  let reported: Stored | null = null;
  storage.save(bigSave, () => {
    reported = disk.read();
  });
  expect(disk.read()).toEqual({ hardState: hardState(0), snapshot: null, entries: [] });
  expect(reported).toBeNull();
  finishNext();
  expect(reported).toEqual(bigSave);
});

test('a task that comes after the crash changes and reports nothing', () => {
  const { disk, storage, finishNext } = openByHand();
  storage.save(bigSave, () => expect.unreachable('reported after the crash'));
  storage.crash(() => {});
  finishNext();
  expect(disk.read()).toEqual({ hardState: hardState(0), snapshot: null, entries: [] });
});

test.each([
  [0, { hardState: hardState(0), snapshot: null, entries: [] }],
  [1, { hardState: hardState(4, 'S1'), snapshot: null, entries: [] }],
  [3, { hardState: hardState(4, 'S1'), snapshot: null, entries: commands(1, 2, 4) }],
  [4, bigSave],
])('a crash may leave the first %i records of a running save, term and vote first', (kept, left) => {
  const asked: number[] = [];
  const { disk, storage } = openByHand((records) => {
    asked.push(records);
    return kept;
  });
  storage.save(bigSave, () => expect.unreachable('reported after the crash'));
  storage.crash(() => {});
  expect(disk.read()).toEqual(left);
  expect(asked).toEqual([4]);
});

test.each([
  ['keeps the log', keeping, commands(3, 5, 1), commands(5, 6, 4)],
  ['voids the log', voiding, [], commands(3, 4, 4)],
])('7 a snapshot that %s is one record, after term and vote and before the entries', (_, how, rest, entries) => {
  const snapshot = snapshotAt(2, 4);
  const what = { hardState: hardState(4, 'S1'), snapshot: how(snapshot), entries };
  const between = rest.slice(0, 2);
  const lefts = [
    { hardState: hardState(0), snapshot: null, entries: commands(1, 5, 1) },
    { hardState: hardState(4, 'S1'), snapshot: null, entries: commands(1, 5, 1) },
    { hardState: hardState(4, 'S1'), snapshot, entries: rest },
    { hardState: hardState(4, 'S1'), snapshot, entries: [...between, ...entries.slice(0, 1)] },
    { hardState: hardState(4, 'S1'), snapshot, entries: [...between, ...entries] },
  ];
  for (const [kept, left] of lefts.entries()) {
    const disk = new MemoryDisk();
    disk.write({ hardState: null, snapshot: null, entries: commands(1, 5, 1) }, 5);
    const asked: number[] = [];
    const keptByCrash = (records: number) => {
      asked.push(records);
      return kept;
    };
    const { storage } = granted(openMemoryStorage(disk, { soon: () => {}, keptByCrash }));
    storage.save(what, () => expect.unreachable('reported after the crash'));
    storage.crash(() => {});
    expect([disk.read(), asked]).toEqual([left, [4]]);
  }
});

test('7 a stage takes a time of its own: saves that begin after it may end before it', () => {
  const { disk, storage, finishNext, finishLast } = openByHand();
  const reports: string[] = [];
  storage.stage(snapshotAt(3, 4), () => reports.push('staged'));
  storage.save(bigSave, () => reports.push('saved'));
  finishLast();
  storage.save({ ...bigSave, hardState: hardState(5), entries: commands(4, 5, 5) }, () => reports.push('saved again'));
  finishLast();
  expect(reports).toEqual(['saved', 'saved again']);
  finishNext();
  expect(reports).toEqual(['saved', 'saved again', 'staged']);
  expect(disk.read()).toMatchObject({ snapshot: null, entries: { length: 5 } });
});

test('7 an orderly end waits for the stage when the save is done, and for the save when the stage is', () => {
  for (const [first, second] of [
    ['finishNext', 'finishLast'],
    ['finishLast', 'finishNext'],
  ] as const) {
    const { disk, storage, ...finish } = openByHand();
    storage.stage(snapshotAt(3, 4), () => {});
    storage.save(bigSave, () => {});
    storage.close(() => {});
    finish[first]();
    expect(disk.inUse).toBe(true);
    finish[second]();
    expect(disk.inUse).toBe(false);
  }
});

test('what was read from the disk does not change with it', () => {
  const { disk, storage, finishNext } = openByHand();
  const before = disk.read();
  storage.save(bigSave, () => {});
  finishNext();
  expect(before.entries).toEqual([]);
});
