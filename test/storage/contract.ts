/** The promises of the storage port, held against every implementation. */
import { describe, expect, test } from 'vitest';
import type { PortError, Storage, StorageOpening, StorageSave } from '../../core/node/ports.ts';
import { snapshotContract } from './snapshots/contract.ts';
import { stageContract } from './snapshots/stage-contract.ts';
import { close, command, commands, crash, granted, hardState, refused, save } from './support.ts';

/** One disk under test; `open` may be called again after a close or crash. */
export interface DiskUnderTest {
  open(): Promise<StorageOpening>;
}

/** `withDisk` gives the work an empty disk and cleans up after it. */
export function storageContract(
  name: string,
  withDisk: (work: (disk: DiskUnderTest) => Promise<void>) => Promise<void>,
) {
  const onDisk = (claim: string, work: (disk: DiskUnderTest) => Promise<void>) =>
    test(claim, () => withDisk((disk) => closingAfter(disk, work)));

  snapshotContract(name, onDisk);
  stageContract(name, onDisk);

  describe(`${name}: what is kept`, () => {
    onDisk('a new disk holds term 0, no vote and no entries', async (disk) => {
      const { stored, notices } = granted(await disk.open());
      expect(stored).toEqual({ hardState: hardState(0), snapshot: null, entries: [] });
      expect(notices).toEqual([]);
    });

    onDisk('saves come back after an orderly end', async (disk) => {
      const { storage } = granted(await disk.open());
      expect(await save(storage, { hardState: hardState(1, 'S2'), entries: commands(1, 3, 1) })).toBeNull();
      expect(await save(storage, { entries: [command(4, 1)] })).toBeNull();
      await close(storage);
      const { stored, notices } = granted(await disk.open());
      expect(stored).toEqual({ hardState: hardState(1, 'S2'), snapshot: null, entries: commands(1, 4, 1) });
      expect(notices).toEqual([]);
    });

    onDisk('every kind of payload comes back unchanged', async (disk) => {
      const joint = { voters: ['S1', 'S2'], outgoing: ['S1'], learners: ['S5'], learnersNext: ['S4'], autoLeave: true };
      const entries = [
        { index: 1, term: 1, payload: { kind: 'noop' } },
        { index: 2, term: 1, payload: { kind: 'configuration', configuration: joint } },
        command(3, 1, '{"__proto__":{"$$date":1},"a.b":"\u0085\u2028\u2029\r\n\v\f\0","quote":"\\""}'),
        command(4, 1, '\u{1f600} é ÿ 漢 \u007f\u0080\ufeff\uffff'),
        command(5, 1, ''),
      ] satisfies StorageSave['entries'];
      const { storage } = granted(await disk.open());
      await save(storage, { entries });
      await close(storage);
      expect(granted(await disk.open()).stored.entries).toEqual(entries);
    });

    onDisk('5.3 an entry supersedes every stored entry with the same or a higher index', async (disk) => {
      const { storage } = granted(await disk.open());
      await save(storage, { entries: commands(1, 9, 1) });
      await save(storage, { entries: commands(4, 5, 2) });
      await save(storage, { entries: [command(5, 3), command(6, 3), command(6, 4)] });
      await close(storage);
      const expected = [...commands(1, 3, 1), command(4, 2), command(5, 3), command(6, 4)];
      expect(granted(await disk.open()).stored.entries).toEqual(expected);
    });

    onDisk('5.1 the newest term and vote count, a vote taken back to null too', async (disk) => {
      const { storage } = granted(await disk.open());
      for (const state of [hardState(1, 'S1'), hardState(2), hardState(2, 'S5'), hardState(7)]) {
        await save(storage, { hardState: state });
      }
      await close(storage);
      expect(granted(await disk.open()).stored.hardState).toEqual(hardState(7));
    });

    onDisk('an entry that would leave a hole is a broken caller, not a stored log', async (disk) => {
      const { storage } = granted(await disk.open());
      await save(storage, { entries: commands(1, 3, 1) });
      const holed = save(storage, { entries: [command(5, 1)] });
      await expect(holed).rejects.toThrow('entry 5 would leave a hole after entry 3');
    });
  });

  describe(`${name}: how it ends`, () => {
    onDisk('a crash keeps what was reported safe and loses a save that was not', async (disk) => {
      const { storage } = granted(await disk.open());
      await save(storage, { hardState: hardState(1, 'S3'), entries: commands(1, 5, 1) });
      let reported = false;
      storage.save({ hardState: hardState(2, 'S3'), snapshot: null, entries: [command(3, 2)] }, () => {
        reported = true;
      });
      await crash(storage);
      const { stored, notices } = granted(await disk.open());
      expect(stored).toEqual({ hardState: hardState(1, 'S3'), snapshot: null, entries: commands(1, 5, 1) });
      expect(notices).toEqual([]);
      expect(reported).toBe(false);
    });

    onDisk('after a crash the old storage is silent for ever, also when the disk is in use again', async (disk) => {
      const { storage } = granted(await disk.open());
      await crash(storage);
      const next = granted(await disk.open());
      let reported = false;
      storage.save({ hardState: hardState(9), snapshot: null, entries: [] }, () => {
        reported = true;
      });
      await save(next.storage, { hardState: hardState(1) });
      await close(next.storage);
      expect(granted(await disk.open()).stored.hardState).toEqual(hardState(1));
      expect(reported).toBe(false);
    });

    onDisk('an orderly end lets a running save finish and report first', async (disk) => {
      const { storage } = granted(await disk.open());
      const order: string[] = [];
      const saved = save(storage, { entries: commands(1, 2, 1) }).then((error) => order.push(`saved ${error}`));
      await Promise.all([saved, close(storage).then(() => order.push('closed'))]);
      expect(order).toEqual(['saved null', 'closed']);
      expect(granted(await disk.open()).stored.entries).toEqual(commands(1, 2, 1));
    });

    onDisk('after an orderly end a save fails', async (disk) => {
      const { storage } = granted(await disk.open());
      await close(storage);
      const error = await save(storage, { hardState: hardState(1) });
      expect(error).toMatchObject({ code: 'closed' } satisfies Partial<PortError>);
    });

    onDisk('ending twice is ending once', async (disk) => {
      const { storage } = granted(await disk.open());
      await Promise.all([close(storage), close(storage), crash(storage)]);
      await close(granted(await disk.open()).storage);
    });
  });

  describe(`${name}: one user at a time`, () => {
    onDisk('a second open is refused while the first is open, and harms nothing', async (disk) => {
      const { storage } = granted(await disk.open());
      expect(refused(await disk.open()).code).toBe('folderBusy');
      expect(await save(storage, { entries: [command(1, 1)] })).toBeNull();
      await close(storage);
      expect(granted(await disk.open()).stored.entries).toEqual([command(1, 1)]);
    });

    onDisk('a save during a save is a broken caller', async (disk) => {
      const { storage } = granted(await disk.open());
      const first = save(storage, { entries: [command(1, 1)] });
      await expect(save(storage, { entries: [command(2, 1)] })).rejects.toThrow('a save was started before');
      expect(await first).toBeNull();
    });

    onDisk('reports never come from within the call', async (disk) => {
      const { storage } = granted(await disk.open());
      let inside = true;
      const wasInside = await new Promise<boolean>((resolve) => {
        storage.save({ hardState: hardState(1), snapshot: null, entries: [] }, () => resolve(inside));
        inside = false;
      });
      expect(wasInside).toBe(false);
    });
  });
}

/** Whatever the work opened is closed in the end, also what it only read; ending twice is ending once. */
async function closingAfter(disk: DiskUnderTest, work: (disk: DiskUnderTest) => Promise<void>): Promise<void> {
  const opened: Storage[] = [];
  const open = async () => {
    const opening = await disk.open();
    if (opening.ok) opened.push(opening.storage);
    return opening;
  };
  try {
    await work({ open });
  } finally {
    for (const storage of opened) await close(storage);
  }
}
