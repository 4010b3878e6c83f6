/** A snapshot written beside the saves on a real disk (§7): saves go on, the switch is quick, nothing is left lying about. */
import { readdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import {
  close,
  command,
  commands,
  contentOf,
  granted,
  inFolder,
  keeping,
  openNedb,
  save,
  snapshotAt,
  stage,
  voiding,
} from '../support.ts';
import { watchWrites } from './watch-files.ts';

const MEBIBYTE = 1024 * 1024;

afterEach(() => {
  vi.restoreAllMocks();
});

async function snapshotsIn(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name.startsWith('snapshot')).sort();
}

test(
  'saves go on while 20 MiB are staged, and the save that brings them into force writes next to nothing',
  () =>
    inFolder(async (folder) => {
      const { storage } = granted(await openNedb(folder));
      const snapshot = snapshotAt(3, 1, 'put key "value" \u00e9\n'.repeat((20 * MEBIBYTE) / 18));
      await save(storage, { entries: commands(1, 3, 1) });
      let isStaging = true;
      const staging = stage(storage, snapshot).then((error) => {
        isStaging = false;
        return error;
      });
      let last = 3;
      for (; isStaging; last += 1) expect(await save(storage, { entries: [command(last + 1, 1)] })).toBeNull();
      expect(await staging).toBeNull();
      expect(last).toBeGreaterThan(10);
      const written = watchWrites();
      expect(await save(storage, { snapshot: keeping(snapshot) })).toBeNull();
      expect(written.reduce((sum, size) => sum + size, 0)).toBeLessThan(1000);
      await close(storage);
      const { stored } = await contentOf(folder);
      expect(stored.snapshot?.data === snapshot.data).toBe(true);
      expect(stored.entries).toEqual(commands(4, last, 1));
    }),
  60_000,
);

test('one that is overtaken while it is written is given up, and nothing of it stays', () =>
  inFolder(async (folder) => {
    const { storage } = granted(await openNedb(folder));
    await save(storage, { entries: commands(1, 9, 1) });
    const large = snapshotAt(9, 1, 'x'.repeat(100 * MEBIBYTE));
    const written = watchWrites();
    const staging = stage(storage, large);
    await save(storage, { snapshot: voiding(snapshotAt(12, 2)) });
    expect(await staging).toBeNull();
    expect(written.reduce((sum, size) => sum + size, 0)).toBeLessThan(large.data.length);
    expect(await snapshotsIn(folder)).toEqual(['snapshot-00000002']);
    await close(storage);
    expect((await contentOf(folder)).stored.snapshot).toEqual(snapshotAt(12, 2));
  }));

test('one that was never used goes with the next snapshot, or at the next start', () =>
  inFolder(async (folder) => {
    const { storage } = granted(await openNedb(folder));
    await save(storage, { entries: commands(1, 9, 1) });
    await stage(storage, snapshotAt(4, 1));
    await stage(storage, snapshotAt(5, 1));
    await save(storage, { snapshot: keeping(snapshotAt(5, 1)) });
    expect(await snapshotsIn(folder)).toEqual(['snapshot-00000002']);
    await stage(storage, snapshotAt(7, 1));
    await close(storage);
    expect(await snapshotsIn(folder)).toEqual(['snapshot-00000002', 'snapshot-00000003']);
    expect((await contentOf(folder)).stored.snapshot).toEqual(snapshotAt(5, 1));
    expect(await snapshotsIn(folder)).toEqual(['snapshot-00000002']);
  }));

test('one that is newer than the snapshot of a save stays staged', () =>
  inFolder(async (folder) => {
    const { storage } = granted(await openNedb(folder));
    await save(storage, { entries: commands(1, 9, 1) });
    const newer = snapshotAt(8, 1, 'newer '.repeat(MEBIBYTE));
    await stage(storage, snapshotAt(4, 1));
    const staging = stage(storage, newer);
    expect(await save(storage, { snapshot: keeping(snapshotAt(4, 1)) })).toBeNull();
    expect(await staging).toBeNull();
    const written = watchWrites();
    expect(await save(storage, { snapshot: keeping(newer) })).toBeNull();
    expect(written.reduce((sum, size) => sum + size, 0)).toBeLessThan(1000);
    await close(storage);
    expect((await contentOf(folder)).stored).toMatchObject({ snapshot: newer, entries: [command(9, 1)] });
  }));

test.skipIf(process.platform !== 'linux')('a disk that is too full for it fails for good, and the log stays', () =>
  inFolder(async (folder) => {
    const { storage } = granted(await openNedb(folder));
    await save(storage, { entries: commands(1, 3, 1) });
    const obstacle = join(folder, 'snapshot-00000001.new');
    await symlink('/dev/full', obstacle);
    expect(await stage(storage, snapshotAt(3, 1))).toMatchObject({ code: 'ENOSPC' });
    expect(await save(storage, { entries: [command(4, 1)] })).toMatchObject({ code: 'ENOSPC' });
    expect(await stage(storage, snapshotAt(3, 1))).toMatchObject({ code: 'ENOSPC' });
    await close(storage);
    await rm(obstacle);
    expect((await contentOf(folder)).stored).toMatchObject({ snapshot: null, entries: commands(1, 3, 1) });
  }),
);
