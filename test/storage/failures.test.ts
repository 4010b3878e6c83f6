/** Errors of a running disk: the first one is final, nothing is reported safe after it, and a restart has all that was. */
import { appendFile, mkdir, readdir, rename, rm, symlink, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { PortError } from '../../core/node/ports.ts';
import {
  close,
  command,
  commands,
  contentOf,
  granted,
  hardState,
  inFolder,
  openNedb,
  save,
  snapshotAt,
  voiding,
} from './support.ts';

const LOG = 'log-00000001.nedb';
const META = 'meta-00000001.nedb';

/** Opens a folder, saves three entries, does the harm, and gives the errors of the two saves after it. */
async function harm(folder: string, work: () => Promise<void>): Promise<(PortError | null)[]> {
  const { storage } = granted(await openNedb(folder));
  expect(await save(storage, { hardState: hardState(1, 'S1'), entries: commands(1, 3, 1) })).toBeNull();
  await work();
  const errors = [await save(storage, { entries: [command(4, 1)] }), await save(storage, { entries: [command(5, 1)] })];
  await close(storage);
  return errors;
}

test.skipIf(process.platform !== 'linux')('a full disk: the error is final, and after the restart all is there', () =>
  inFolder(async (folder) => {
    const path = join(folder, LOG);
    const errors = await harm(folder, async () => {
      await rename(path, `${path}.real`);
      await symlink('/dev/full', path);
    });
    expect(errors.map((error) => error?.code)).toEqual(['ENOSPC', 'ENOSPC']);
    expect(errors[0]?.message).toMatch(/^S3: The disk is full\. Free some space, then start the node again\. \(ENOSPC/);
    await unlink(path);
    await rename(`${path}.real`, path);
    expect((await contentOf(folder)).stored.entries).toEqual(commands(1, 3, 1));
  }),
);

test('a disk that is full for the term: the entries of the same save are not written either', () =>
  inFolder(async (folder) => {
    const { storage } = granted(await openNedb(folder));
    const path = join(folder, META);
    await rename(path, `${path}.real`);
    await symlink('/dev/full', path);
    const error = await save(storage, { hardState: hardState(2, 'S1'), entries: [command(1, 2)] });
    expect(error?.code).toBe('ENOSPC');
    await close(storage);
    await unlink(path);
    await rename(`${path}.real`, path);
    expect((await contentOf(folder)).stored).toEqual({ hardState: hardState(0), snapshot: null, entries: [] });
  }));

test.skipIf(process.platform !== 'linux')(
  'a disk that is too full for a snapshot: the log before it is still there',
  () =>
    inFolder(async (folder) => {
      const { storage } = granted(await openNedb(folder));
      await save(storage, { entries: commands(1, 3, 1) });
      await symlink('/dev/full', join(folder, 'snapshot-00000001.new'));
      const what = { snapshot: voiding(snapshotAt(9, 2)), entries: [command(10, 2)] };
      expect(await save(storage, what)).toMatchObject({ code: 'ENOSPC' });
      expect(await save(storage, { entries: [command(11, 2)] })).toMatchObject({ code: 'ENOSPC' });
      await close(storage);
      const { stored, notices } = await contentOf(folder);
      expect(stored).toMatchObject({ snapshot: null, entries: commands(1, 3, 1) });
      expect(notices).toEqual([]);
      expect((await readdir(folder)).sort()).toEqual([LOG, 'manifest', META]);
    }),
);

test('a data file removed under the running node is seen at the next save', () =>
  inFolder(async (folder) => {
    const errors = await harm(folder, () => unlink(join(folder, LOG)));
    expect(errors.map((error) => error?.code)).toEqual(['missing', 'missing']);
    expect(errors[0]?.message).toBe(`S3: ${LOG} was removed while the node was running.`);
  }));

test('the whole folder removed under the running node is seen at the next save', () =>
  inFolder(async (folder) => {
    const errors = await harm(folder, () => rm(folder, { recursive: true }));
    expect(errors.map((error) => error?.code)).toEqual(['ENOENT', 'ENOENT']);
  }));

test('a data file written by another program is seen at the next save', () =>
  inFolder(async (folder) => {
    const errors = await harm(folder, () => appendFile(join(folder, LOG), 'a line of somebody else\n'));
    expect(errors.map((error) => error?.code)).toEqual(['corrupt', 'corrupt']);
  }));

test('a next data file that cannot be begun: the save that needs it fails, and what was safe before stays', () =>
  inFolder(async (folder) => {
    const obstacle = join(folder, 'log-00000002.nedb.new');
    const { storage } = granted(await openNedb(folder, { capacity: { meta: 9, log: 4 } }));
    expect(await save(storage, { entries: [command(1, 1)] })).toBeNull();
    await mkdir(obstacle);
    expect(await save(storage, { entries: commands(2, 5, 1) })).toMatchObject({ code: 'EISDIR' });
    expect(await save(storage, { hardState: hardState(1) })).toMatchObject({ code: 'EISDIR' });
    await close(storage);
    await rm(obstacle, { recursive: true });
    expect((await contentOf(folder)).stored).toEqual({
      hardState: hardState(0),
      snapshot: null,
      entries: commands(1, 4, 1),
    });
  }));
