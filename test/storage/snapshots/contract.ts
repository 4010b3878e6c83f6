/** What the storage port promises about snapshots (§7), held against every implementation. */
import { describe, expect } from 'vitest';
import type { Snapshot } from '../../../core/raft/types.ts';
import type { DiskUnderTest } from '../contract.ts';
import { close, command, commands, crash, granted, hardState, keeping, save, snapshotAt, voiding } from '../support.ts';

export type OnDisk = (claim: string, work: (disk: DiskUnderTest) => Promise<void>) => void;

/** What the disk holds, found by opening and closing it. */
export async function reopened(disk: DiskUnderTest) {
  const { storage, stored, notices } = granted(await disk.open());
  await close(storage);
  expect(notices).toEqual([]);
  return stored;
}

export function snapshotContract(name: string, onDisk: OnDisk) {
  describe(`${name}: snapshots`, () => {
    onDisk('7 a restart finds the snapshot and the entries after it, and goes on from there', async (disk) => {
      const snapshot = snapshotAt(4, 1);
      const first = granted(await disk.open());
      await save(first.storage, { hardState: hardState(1, 'S1'), entries: commands(1, 6, 1) });
      expect(await save(first.storage, { snapshot: keeping(snapshot) })).toBeNull();
      await close(first.storage);
      const second = granted(await disk.open());
      expect(second.stored).toEqual({ hardState: hardState(1, 'S1'), snapshot, entries: commands(5, 6, 1) });
      expect(await save(second.storage, { entries: [command(6, 2), command(7, 2)] })).toBeNull();
      await close(second.storage);
      const entries = [command(5, 1), command(6, 2), command(7, 2)];
      expect(await reopened(disk)).toEqual({ hardState: hardState(1, 'S1'), snapshot, entries });
    });

    onDisk('7 a snapshot that contradicts the log voids all of it', async (disk) => {
      const { storage } = granted(await disk.open());
      await save(storage, { entries: commands(1, 8, 1) });
      await save(storage, { snapshot: voiding(snapshotAt(4, 2)) });
      await close(storage);
      const { storage: second, stored } = granted(await disk.open());
      expect(stored).toMatchObject({ snapshot: snapshotAt(4, 2), entries: [] });
      await save(second, { entries: commands(5, 6, 3) });
      await close(second);
      expect(await reopened(disk)).toMatchObject({ snapshot: snapshotAt(4, 2), entries: commands(5, 6, 3) });
    });

    onDisk('7 a snapshot may go beyond the log, and be the first thing that is stored', async (disk) => {
      for (const one of [voiding(snapshotAt(7, 1)), keeping(snapshotAt(20, 2)), voiding(snapshotAt(30, 3))]) {
        const { storage } = granted(await disk.open());
        const { lastIncludedIndex: last, lastIncludedTerm: term } = one.snapshot;
        expect(await save(storage, { snapshot: one })).toBeNull();
        await save(storage, { entries: commands(last + 1, last + 5, term) });
        await close(storage);
        const entries = commands(last + 1, last + 5, term);
        expect(await reopened(disk)).toMatchObject({ snapshot: one.snapshot, entries });
      }
    });

    onDisk('7 in one save the snapshot comes before the entries, whether it keeps the log or not', async (disk) => {
      const { storage } = granted(await disk.open());
      await save(storage, { entries: commands(1, 9, 1) });
      const kept = { hardState: hardState(2), snapshot: keeping(snapshotAt(4, 1)), entries: commands(7, 8, 2) };
      await save(storage, kept);
      await close(storage);
      const entries = [...commands(5, 6, 1), ...commands(7, 8, 2)];
      expect(await reopened(disk)).toEqual({ ...kept, snapshot: snapshotAt(4, 1), entries });
      const next = granted(await disk.open());
      const void6 = { hardState: hardState(3), snapshot: voiding(snapshotAt(6, 3)), entries: commands(7, 12, 3) };
      await save(next.storage, void6);
      await close(next.storage);
      expect(await reopened(disk)).toEqual({ ...void6, snapshot: snapshotAt(6, 3) });
    });

    onDisk('7 of several snapshots the newest counts', async (disk) => {
      const { storage } = granted(await disk.open());
      await save(storage, { entries: commands(1, 12, 1) });
      for (const last of [2, 3, 7, 11])
        await save(storage, { snapshot: keeping(snapshotAt(last, 1, `up to ${last}`)) });
      await close(storage);
      const snapshot = snapshotAt(11, 1, 'up to 11');
      expect(await reopened(disk)).toMatchObject({ snapshot, entries: [command(12, 1)] });
    });

    onDisk('7 superseded entries before and after the last included one stay superseded', async (disk) => {
      const { storage } = granted(await disk.open());
      await save(storage, { entries: commands(1, 10, 1) });
      await save(storage, { entries: commands(3, 8, 2) });
      await save(storage, { entries: commands(5, 6, 3) });
      await save(storage, { snapshot: keeping(snapshotAt(4, 2)) });
      await close(storage);
      expect(await reopened(disk)).toMatchObject({ snapshot: snapshotAt(4, 2), entries: commands(5, 6, 3) });
    });

    onDisk('every text and membership comes back unchanged', async (disk) => {
      const texts = [
        '',
        '"\\\n\r\0\u0085\u2028\u2029\u{1f600}\ud800',
        '{"__proto__":{"$$date":1}}',
        'é😀'.repeat(150_000),
      ];
      const configuration = { voters: ['S1'], outgoing: ['S2'], learners: [], learnersNext: ['S2'], autoLeave: true };
      for (const [at, data] of texts.entries()) {
        const snapshot: Snapshot = { ...snapshotAt(at + 1, 1, data), configuration, configurationIndex: at };
        const { storage } = granted(await disk.open());
        expect(await save(storage, { snapshot: voiding(snapshot) })).toBeNull();
        await close(storage);
        expect((await reopened(disk)).snapshot).toEqual(snapshot);
      }
    });

    onDisk('a crash loses a snapshot that was not reported, and the log stays', async (disk) => {
      const { storage } = granted(await disk.open());
      await save(storage, { entries: commands(1, 5, 1) });
      storage.save({ hardState: null, snapshot: voiding(snapshotAt(9, 2)), entries: [] }, () => {
        expect.unreachable('a crashed storage reports nothing');
      });
      await crash(storage);
      expect(await reopened(disk)).toMatchObject({ snapshot: null, entries: commands(1, 5, 1) });
    });

    onDisk('a save that goes back behind the snapshot, or leaves a hole after it, is a broken caller', async (disk) => {
      const { storage } = granted(await disk.open());
      await save(storage, { snapshot: voiding(snapshotAt(5, 1)) });
      await expect(save(storage, { entries: [command(5, 1)] })).rejects.toThrow('is not after the snapshot up to 5');
      await expect(save(storage, { entries: [command(7, 1)] })).rejects.toThrow('entry 7 would leave a hole');
      const older = save(storage, { snapshot: keeping(snapshotAt(4, 1)) });
      await expect(older).rejects.toThrow('a snapshot up to 4 would replace the one up to 5');
    });
  });
}
