/** What the storage port promises about a snapshot that is written beside the saves (§7), held against every implementation. */
import { describe, expect } from 'vitest';
import type { PortError } from '../../../core/node/ports.ts';
import {
  close,
  command,
  commands,
  crash,
  granted,
  hardState,
  keeping,
  save,
  snapshotAt,
  stage,
  voiding,
} from '../support.ts';
import { type OnDisk, reopened } from './contract.ts';

/** Several pieces of a file. */
const LARGE = 'state '.repeat(100_000);

export function stageContract(name: string, onDisk: OnDisk) {
  describe(`${name}: a staged snapshot`, () => {
    onDisk('7 counts for nothing until a save brings it into force, also after a restart', async (disk) => {
      const { storage } = granted(await disk.open());
      await save(storage, { entries: commands(1, 6, 1) });
      expect(await stage(storage, snapshotAt(4, 1))).toBeNull();
      await close(storage);
      const next = granted(await disk.open());
      expect(next.stored).toMatchObject({ snapshot: null, entries: commands(1, 6, 1) });
      expect(await save(next.storage, { snapshot: keeping(snapshotAt(4, 1)) })).toBeNull();
      await close(next.storage);
      expect(await reopened(disk)).toMatchObject({ snapshot: snapshotAt(4, 1), entries: commands(5, 6, 1) });
    });

    onDisk('7 comes into force as any other does, given as the same object or as an equal one', async (disk) => {
      const { storage } = granted(await disk.open());
      await save(storage, { entries: commands(1, 9, 1) });
      const same = snapshotAt(4, 1, LARGE);
      for (const [staged, saved] of [
        [same, same],
        [snapshotAt(6, 1, LARGE), snapshotAt(6, 1, LARGE)],
      ] as const) {
        expect(await stage(storage, staged)).toBeNull();
        expect(await save(storage, { hardState: hardState(2), snapshot: keeping(saved) })).toBeNull();
      }
      expect(await save(storage, { entries: commands(8, 10, 2) })).toBeNull();
      await close(storage);
      expect(await reopened(disk)).toEqual({
        hardState: hardState(2),
        snapshot: snapshotAt(6, 1, LARGE),
        entries: [command(7, 1), ...commands(8, 10, 2)],
      });
    });

    onDisk('7 saves are reported while it is under way, and what they changed stays', async (disk) => {
      const { storage } = granted(await disk.open());
      await save(storage, { entries: commands(1, 4, 1) });
      const reports: (string | null)[] = [];
      const staging = stage(storage, snapshotAt(4, 1, LARGE));
      for (let index = 5; index < 9; index += 1) {
        reports.push((await save(storage, { entries: [command(index, 1)] }))?.code ?? null);
      }
      expect([await staging, ...reports]).toEqual(Array(5).fill(null));
      await save(storage, { snapshot: keeping(snapshotAt(4, 1, LARGE)) });
      await close(storage);
      expect(await reopened(disk)).toMatchObject({ snapshot: snapshotAt(4, 1, LARGE), entries: commands(5, 8, 1) });
    });

    onDisk('7 a save may name it before it is reported: both are done in the end', async (disk) => {
      const { storage } = granted(await disk.open());
      await save(storage, { entries: commands(1, 4, 1) });
      const staging = stage(storage, snapshotAt(3, 1, LARGE));
      expect(await save(storage, { snapshot: keeping(snapshotAt(3, 1, LARGE)) })).toBeNull();
      expect(await staging).toBeNull();
      await close(storage);
      expect(await reopened(disk)).toMatchObject({ snapshot: snapshotAt(3, 1, LARGE), entries: [command(4, 1)] });
    });

    onDisk('7 gives way to one that is installed, before it is reported or after', async (disk) => {
      const { storage } = granted(await disk.open());
      await save(storage, { entries: commands(1, 9, 1) });
      const staging = stage(storage, snapshotAt(4, 1, LARGE));
      expect(await save(storage, { snapshot: voiding(snapshotAt(20, 2)) })).toBeNull();
      expect(await staging).toBeNull();
      await save(storage, { entries: commands(21, 25, 2) });
      expect(await stage(storage, snapshotAt(22, 2, 'mine'))).toBeNull();
      expect(await save(storage, { snapshot: keeping(snapshotAt(24, 2, 'theirs')) })).toBeNull();
      expect(await stage(storage, snapshotAt(25, 2))).toBeNull();
      await close(storage);
      expect(await reopened(disk)).toMatchObject({ snapshot: snapshotAt(24, 2, 'theirs'), entries: [command(25, 2)] });
    });

    onDisk('7 another one with its index is not taken for it', async (disk) => {
      const { storage } = granted(await disk.open());
      await stage(storage, snapshotAt(4, 1, 'mine'));
      await save(storage, { snapshot: voiding(snapshotAt(4, 2, 'mine')) });
      await stage(storage, snapshotAt(5, 2, 'mine'));
      await save(storage, { snapshot: voiding(snapshotAt(5, 2, 'theirs')) });
      await close(storage);
      expect((await reopened(disk)).snapshot).toEqual(snapshotAt(5, 2, 'theirs'));
    });
  });

  describe(`${name}: the end of a stage`, () => {
    onDisk('a crash loses it, nothing is reported, and the log stays', async (disk) => {
      const { storage } = granted(await disk.open());
      await save(storage, { entries: commands(1, 5, 1) });
      storage.stage(snapshotAt(4, 1, LARGE), () => expect.unreachable('a crashed storage reports nothing'));
      await crash(storage);
      storage.stage(snapshotAt(4, 1, LARGE), () => expect.unreachable('a crashed storage reports nothing'));
      expect(await reopened(disk)).toMatchObject({ snapshot: null, entries: commands(1, 5, 1) });
    });

    onDisk('an orderly end lets it finish and report first, and a save beside it', async (disk) => {
      const { storage } = granted(await disk.open());
      const order: string[] = [];
      const staged = stage(storage, snapshotAt(4, 1, LARGE)).then((error) => order.push(`staged ${error}`));
      const saved = save(storage, { entries: commands(1, 2, 1) }).then((error) => order.push(`saved ${error}`));
      await Promise.all([staged, saved, close(storage).then(() => order.push('closed'))]);
      expect(order.toSorted()).toEqual(['closed', 'saved null', 'staged null']);
      expect(order.at(-1)).toBe('closed');
      expect(await reopened(disk)).toMatchObject({ snapshot: null, entries: commands(1, 2, 1) });
    });

    onDisk('after an orderly end a stage fails', async (disk) => {
      const { storage } = granted(await disk.open());
      await close(storage);
      expect(await stage(storage, snapshotAt(4, 1))).toMatchObject({ code: 'closed' } satisfies Partial<PortError>);
    });

    onDisk('a stage during a stage is a broken caller, and it is never reported from within the call', async (disk) => {
      const { storage } = granted(await disk.open());
      let inside = true;
      const wasInside = new Promise<boolean>((resolve) => {
        storage.stage(snapshotAt(4, 1), () => resolve(inside));
      });
      inside = false;
      await expect(stage(storage, snapshotAt(5, 1))).rejects.toThrow('a snapshot was staged before');
      expect(await wasInside).toBe(false);
      await close(storage);
    });
  });
}
