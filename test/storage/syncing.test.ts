/** A save is reported only when the system has said that the data is on the disk, and costs one write and one sync. */
import { statSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { close, command, commands, contentOf, granted, hardState, inFolder, openNedb, save } from './support.ts';

/** What all open files of Node share; its own methods are watched or replaced for a while. */
const probe = await open(import.meta.filename, 'r');
const sharedByFiles: FileHandle = Object.getPrototypeOf(probe);
await probe.close();

afterEach(() => {
  vi.restoreAllMocks();
});

test('one sync per save, when the data is in the file; two when a term is saved with entries', () =>
  inFolder(async (folder) => {
    const { storage } = granted(await openNedb(folder));
    const size = () => statSync(join(folder, 'log-00000001.nedb')).size;
    const atSync: number[] = [];
    const datasync = sharedByFiles.datasync;
    vi.spyOn(sharedByFiles, 'datasync').mockImplementation(function (this: FileHandle) {
      atSync.push(size());
      return datasync.call(this);
    });
    const empty = size();
    await save(storage, { entries: commands(1, 100, 1) });
    expect(atSync).toEqual([size()]);
    expect(size()).toBeGreaterThan(empty);
    await save(storage, { hardState: hardState(2, 'S1'), entries: [command(101, 2)] });
    expect(atSync.length).toBe(3);
    await close(storage);
  }));

test('nothing is reported while the sync is running', () =>
  inFolder(async (folder) => {
    const { storage } = granted(await openNedb(folder));
    const datasync = sharedByFiles.datasync;
    let finishSync = () => {};
    const syncCalled = new Promise<void>((called) => {
      vi.spyOn(sharedByFiles, 'datasync').mockImplementation(async function (this: FileHandle) {
        called();
        await new Promise<void>((resolve) => {
          finishSync = resolve;
        });
        return datasync.call(this);
      });
    });
    let reported = false;
    const saved = save(storage, { entries: [command(1, 1)] }).then(() => {
      reported = true;
    });
    await syncCalled;
    await new Promise((resolve) => setImmediate(resolve));
    expect(reported).toBe(false);
    finishSync();
    await saved;
    await close(storage);
  }));

test('a failed sync is final and never retried: the system may have dropped the data and say yes the next time', () =>
  inFolder(async (folder) => {
    const { storage } = granted(await openNedb(folder));
    await save(storage, { entries: [command(1, 1)] });
    const failing = vi.spyOn(sharedByFiles, 'datasync');
    failing.mockRejectedValueOnce(Object.assign(new Error('EIO: i/o error, fdatasync'), { code: 'EIO' }));
    const message =
      'S3: The disk reported an error. Check the disk, then start the node again. (EIO: i/o error, fdatasync)';
    const expected = { code: 'EIO', message };
    expect(await save(storage, { entries: [command(2, 1)] })).toEqual(expected);
    expect(await save(storage, { entries: [command(3, 1)] })).toEqual(expected);
    expect(failing).toHaveBeenCalledTimes(1);
    await close(storage);
    expect((await contentOf(folder)).stored.entries[0]).toEqual(command(1, 1));
  }));

test('a save larger than one system write goes in pieces of at most 512 KiB, each synced', () =>
  inFolder(async (folder) => {
    const { storage } = granted(await openNedb(folder));
    const size = () => statSync(join(folder, 'log-00000001.nedb')).size;
    const sizes = [size()];
    const datasync = sharedByFiles.datasync;
    vi.spyOn(sharedByFiles, 'datasync').mockImplementation(function (this: FileHandle) {
      sizes.push(size());
      return datasync.call(this);
    });
    const entries = commands(1, 40, 1).map((entry) => command(entry.index, 1, '\u0085'.repeat(20_000)));
    expect(await save(storage, { entries })).toBeNull();
    await close(storage);
    const pieces = sizes.slice(1).map((end, at) => end - (sizes[at] ?? 0));
    expect(Math.max(...pieces)).toBeLessThanOrEqual(512 * 1024);
    expect(pieces.length).toBeGreaterThan(1);
    expect((await contentOf(folder)).stored.entries).toEqual(entries);
  }));
