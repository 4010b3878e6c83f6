/** Faults of a disk on a clock in the test's hand: slow, stuck, full, broken. */
import { expect, test } from 'vitest';
import type { Clock, PortError } from '../../core/node/ports.ts';
import type { Snapshot } from '../../core/raft/types.ts';
import { FaultyStorage } from '../../core/storage/faults.ts';
import { MemoryDisk, openMemoryStorage } from '../../core/storage/memory.ts';
import { command, commands, granted, hardState, keeping, snapshotAt } from './support.ts';

/** A clock that stands still until `pass`. */
class HandClock implements Clock {
  #now = 0;
  #timers: { readonly at: number; readonly fire: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  setTimer(afterMicros: number, fire: () => void) {
    const timer = { at: this.#now + afterMicros, fire };
    this.#timers.push(timer);
    return {
      cancel: () => {
        this.#timers = this.#timers.filter((other) => other !== timer);
      },
    };
  }

  soon(task: () => void): void {
    this.setTimer(0, task);
  }

  pass(micros: number): void {
    const end = this.#now + micros;
    for (;;) {
      const next = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.#timers = this.#timers.filter((other) => other !== next);
      this.#now = next.at;
      next.fire();
    }
    this.#now = end;
  }
}

function faultyDisk() {
  const disk = new MemoryDisk();
  const clock = new HandClock();
  const soon = (task: () => void) => clock.soon(task);
  const storage = new FaultyStorage(granted(openMemoryStorage(disk, { soon })).storage, clock);
  const reports: (string | null)[] = [];
  const report = (error: PortError | null) => reports.push(error === null ? null : error.code);
  const saveEntry = (index: number) =>
    storage.save({ hardState: null, snapshot: null, entries: [command(index, 1)] }, report);
  const saveSnapshot = (snapshot: Snapshot) =>
    storage.save({ hardState: null, snapshot: keeping(snapshot), entries: [] }, report);
  const stageSnapshot = (snapshot: Snapshot) =>
    storage.stage(snapshot, (error) => reports.push(error === null ? 'staged' : error.code));
  return {
    disk,
    clock,
    storage,
    reports,
    saveEntry,
    saveSnapshot,
    stageSnapshot,
    stored: () => disk.read().entries.length,
  };
}

test('without faults a save passes at once', () => {
  const { clock, reports, saveEntry } = faultyDisk();
  saveEntry(1);
  clock.pass(0);
  expect(reports).toEqual([null]);
});

test('a slow disk reports later, and until then a crash loses the save', () => {
  const { clock, storage, reports, saveEntry, stored } = faultyDisk();
  storage.setDelay(5_000);
  saveEntry(1);
  clock.pass(4_999);
  expect([reports, stored()]).toEqual([[], 0]);
  clock.pass(1);
  expect([reports, stored()]).toEqual([[null], 1]);
  saveEntry(2);
  clock.pass(4_999);
  storage.crash(() => {});
  clock.pass(100_000);
  expect([reports, stored()]).toEqual([[null], 1]);
});

test('a stuck disk reports when it is released, not when its delay ends', () => {
  const { clock, storage, reports, saveEntry } = faultyDisk();
  storage.setDelay(1_000);
  storage.stall();
  saveEntry(1);
  clock.pass(60_000_000);
  expect(reports).toEqual([]);
  storage.resume();
  clock.pass(0);
  expect(reports).toEqual([null]);
});

test('a disk released before its delay ends still takes the delay', () => {
  const { clock, storage, reports, saveEntry } = faultyDisk();
  storage.setDelay(1_000);
  storage.stall();
  saveEntry(1);
  clock.pass(500);
  storage.resume();
  clock.pass(499);
  expect(reports).toEqual([]);
  clock.pass(1);
  expect(reports).toEqual([null]);
});

test.each(['ENOSPC', 'EIO'] as const)(
  'the chosen save fails with %s, is not written, and so does every later one',
  (code) => {
    const { clock, storage, reports, saveEntry, stored } = faultyDisk();
    storage.failSave(2, code);
    for (const index of [1, 2, 3]) {
      saveEntry(index);
      clock.pass(0);
    }
    expect(reports).toEqual([null, code, code]);
    expect(stored()).toBe(1);
  },
);

test('a snapshot passes as the other saves do', () => {
  const { disk, clock, storage, reports, saveEntry } = faultyDisk();
  saveEntry(1);
  clock.pass(0);
  storage.setDelay(1_000);
  const what = { hardState: hardState(1), snapshot: keeping(snapshotAt(1, 1)), entries: commands(2, 3, 1) };
  storage.save(what, (error) => reports.push(error?.code ?? null));
  clock.pass(999);
  expect(disk.read().snapshot).toBeNull();
  clock.pass(1);
  expect([reports, disk.read()]).toEqual([[null, null], { ...what, snapshot: snapshotAt(1, 1) }]);
});

test('the disk that fails at the next snapshot takes all saves before it and none from it on', () => {
  const { disk, clock, storage, reports, saveEntry } = faultyDisk();
  storage.failSnapshot('ENOSPC');
  saveEntry(1);
  clock.pass(0);
  const what = { hardState: hardState(2), snapshot: keeping(snapshotAt(1, 1)), entries: [] };
  storage.save(what, (error) => reports.push(error?.code ?? null));
  clock.pass(0);
  saveEntry(2);
  clock.pass(0);
  expect(reports).toEqual([null, 'ENOSPC', 'ENOSPC']);
  expect(disk.read()).toEqual({ hardState: hardState(0), snapshot: null, entries: [command(1, 1)] });
});

test('an orderly end writes the save that waits', () => {
  const { disk, clock, storage, reports } = faultyDisk();
  storage.stall();
  storage.save({ hardState: hardState(3), snapshot: null, entries: [] }, (error) => reports.push(error?.code ?? null));
  let closed = false;
  storage.close(() => {
    closed = true;
  });
  clock.pass(0);
  expect([reports, closed, disk.read().hardState]).toEqual([[null], true, hardState(3)]);
});

test('7 a snapshot that takes its time holds no save up when it is staged, and its own when it is not', () => {
  const { clock, storage, reports, saveEntry, saveSnapshot, stageSnapshot } = faultyDisk();
  storage.setSnapshotDelay(1_000_000);
  saveEntry(1);
  clock.pass(0);
  stageSnapshot(snapshotAt(1, 1));
  clock.pass(999_999);
  saveEntry(2);
  clock.pass(0);
  expect(reports).toEqual([null, null]);
  clock.pass(1);
  saveSnapshot(snapshotAt(1, 1));
  clock.pass(0);
  expect(reports).toEqual([null, null, 'staged', null]);
  saveSnapshot(snapshotAt(2, 1));
  clock.pass(999_999);
  expect(reports).toEqual([null, null, 'staged', null]);
  clock.pass(1);
  expect(reports).toEqual([null, null, 'staged', null, null]);
});

test('a stuck disk holds up a stage, too, and a crash loses it', () => {
  const { clock, storage, reports, saveEntry, stageSnapshot } = faultyDisk();
  storage.stall();
  stageSnapshot(snapshotAt(1, 1));
  saveEntry(1);
  clock.pass(60_000_000);
  expect(reports).toEqual([]);
  storage.resume();
  clock.pass(0);
  expect(reports.toSorted()).toEqual([null, 'staged'].toSorted());
  storage.stall();
  stageSnapshot(snapshotAt(2, 1));
  storage.crash(() => {});
  storage.resume();
  clock.pass(60_000_000);
  expect(reports).toHaveLength(2);
});

test('the disk that fails at the next snapshot fails when it is staged, and for good', () => {
  const { disk, clock, storage, reports, saveEntry, stageSnapshot } = faultyDisk();
  saveEntry(1);
  clock.pass(0);
  storage.failSnapshot('ENOSPC');
  stageSnapshot(snapshotAt(1, 1));
  clock.pass(0);
  saveEntry(2);
  clock.pass(0);
  expect(reports).toEqual([null, 'ENOSPC', 'ENOSPC']);
  expect(disk.read().entries).toEqual([command(1, 1)]);
});

test('an orderly end writes the snapshot that waits', () => {
  const { disk, clock, storage, reports, stageSnapshot } = faultyDisk();
  storage.setSnapshotDelay(1_000_000);
  stageSnapshot(snapshotAt(1, 1));
  storage.close(() => {});
  clock.pass(0);
  expect([reports, disk.inUse]).toEqual([['staged'], false]);
});
