/** Whose folder it is and who may use it: the manifest, the lock, and what unfinished housekeeping leaves behind. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createLineCodec } from '../../core/storage/segments/record-line.ts';
import {
  close,
  command,
  commands,
  contentOf,
  crash,
  filesOf,
  granted,
  hardState,
  inFolder,
  openNedb,
  refused,
  save,
  sealedLine,
  writeFolder,
} from './support.ts';

const manifestCodec = createLineCodec(['manifest']);

async function expectUntouched(folder: string, options: Parameters<typeof openNedb>[1], code: string): Promise<string> {
  const before = await filesOf(folder);
  const error = refused(await openNedb(folder, options));
  expect(error.code).toBe(code);
  expect(await filesOf(folder)).toEqual(before);
  return error.message;
}

describe('the manifest', () => {
  test('the folder of another node or cluster is refused by name', () =>
    inFolder(async (folder) => {
      await writeFolder(folder, [{ entries: [command(1, 1)] }]);
      const node = await expectUntouched(folder, { nodeId: 'S1' }, 'foreign');
      expect(node).toContain('belongs to S3 of cluster "class", not to S1 of cluster "class"');
      const cluster = await expectUntouched(folder, { clusterId: 'other' }, 'foreign');
      expect(cluster).toContain('belongs to S3 of cluster "class", not to S3 of cluster "other"');
    }));

  test('a newer format is refused by its number', () =>
    inFolder(async (folder) => {
      await writeFolder(folder, [{ entries: [command(1, 1)] }]);
      await writeFile(join(folder, 'manifest'), `${manifestCodec.seal('{"format":3,"anything":true}')}\n`);
      expect(await expectUntouched(folder, {}, 'newerFormat')).toContain('format 3; this one reads 2');
    }));

  test('without it, a folder with records is a damaged one and not a new one', () =>
    inFolder(async (folder) => {
      await writeFolder(folder, [{ hardState: hardState(1) }]);
      await rm(join(folder, 'manifest'));
      await expectUntouched(folder, {}, 'missing');
    }));

  test('without it, data files that never held a record are an unfinished first start', () =>
    inFolder(async (folder) => {
      await writeFolder(folder, []);
      await rm(join(folder, 'manifest'));
      expect((await contentOf(folder)).stored.entries).toEqual([]);
    }));

  test('an old copy of it, which does not list the newest data file, is refused', () =>
    inFolder(async (folder) => {
      await writeFolder(folder, [{ entries: [command(1, 1)] }], { capacity: { meta: 9, log: 3 } });
      const old = await readFile(join(folder, 'manifest'));
      await writeFolder(folder, [{ entries: commands(2, 5, 1) }]);
      await writeFile(join(folder, 'manifest'), old);
      expect(await expectUntouched(folder, {}, 'corrupt')).toContain('log-00000002.nedb holds records');
    }));
});

describe('unfinished housekeeping', () => {
  test('a prepared data file that is not in the manifest yet is removed', () =>
    inFolder(async (folder) => {
      await writeFolder(folder, [{ entries: [command(1, 1)] }]);
      const name = 'log-00000002.nedb';
      await writeFile(join(folder, name), sealedLine(name, { _id: 1, b: 1, file: name }));
      expect((await contentOf(folder)).stored.entries).toEqual([command(1, 1)]);
      expect(await filesOf(folder)).not.toHaveProperty(name);
    }));

  test('terms and votes do not pile up: only the newest files are kept, and old ones left behind are removed', () =>
    inFolder(async (folder) => {
      const terms = Array.from({ length: 20 }, (_, at) => ({ hardState: hardState(at + 1, 'S1') }));
      await writeFolder(folder, terms, { capacity: { meta: 3, log: 9 } });
      const metaFiles = async () => Object.keys(await filesOf(folder)).filter((name) => name.startsWith('meta'));
      expect(await metaFiles()).toEqual(['meta-00000007.nedb', 'meta-00000008.nedb']);
      await writeFile(join(folder, 'meta-00000006.nedb'), 'half removed');
      expect((await contentOf(folder)).stored.hardState).toEqual(hardState(20, 'S1'));
      expect(await metaFiles()).toEqual(['meta-00000007.nedb', 'meta-00000008.nedb']);
    }));

  test('a log runs on over many files, also when one save fills several', () =>
    inFolder(async (folder) => {
      const saves = [{ entries: commands(1, 11, 1) }, { entries: commands(9, 9, 2) }, { entries: commands(10, 20, 2) }];
      await writeFolder(folder, saves, { capacity: { meta: 9, log: 4 } });
      const { stored } = await contentOf(folder);
      expect(stored.entries).toEqual([...commands(1, 8, 1), ...commands(9, 20, 2)]);
    }));
});

describe('the lock', () => {
  const lockOf = (folder: string) => join(folder, 'lock');

  test('is there while the folder is open, and gone after an orderly end, a crash and a refusal', () =>
    inFolder(async (folder) => {
      const first = granted(await openNedb(folder));
      expect(await readFile(lockOf(folder), 'utf8')).toMatch(new RegExp(`^${process.pid} `));
      await close(first.storage);
      expect(await filesOf(folder)).not.toHaveProperty('lock');
      await crash(granted(await openNedb(folder)).storage);
      expect(await filesOf(folder)).not.toHaveProperty('lock');
      refused(await openNedb(folder, { nodeId: 'S1' }));
      expect(await filesOf(folder)).not.toHaveProperty('lock');
    }));

  test('of a living process keeps others out and names it', () =>
    inFolder(async (folder) => {
      await writeFolder(folder, []);
      await writeFile(lockOf(folder), `${process.ppid} \n`);
      expect(await expectUntouched(folder, {}, 'folderBusy')).toContain(`in use by process ${process.ppid}`);
    }));

  test.each([
    ['a process that is gone', '2147483646 \n'],
    ['this process, which does not have the folder open', `${process.pid} \n`],
    ['a living process, from before the machine was restarted', `${process.ppid} 0000-another-start\n`],
    ['a power loss that left it empty', ''],
  ])('of %s is taken over', (_, text) =>
    inFolder(async (folder) => {
      await writeFolder(folder, []);
      await writeFile(lockOf(folder), text);
      const { storage } = granted(await openNedb(folder));
      expect(await save(storage, { entries: [command(1, 1)] })).toBeNull();
      await close(storage);
      expect(Object.keys(await filesOf(folder)).filter((name) => name.startsWith('lock'))).toEqual([]);
    }),
  );
});

test('a folder that cannot be made is refused with the cause', () =>
  inFolder(async (folder) => {
    await writeFile(join(folder, 'file'), '');
    const error = refused(await openNedb(join(folder, 'file', 'S3')));
    expect(error.code).toBe('ENOTDIR');
    expect(error.message).toMatch(/^S3: /);
    await mkdir(join(folder, 'deep'));
    await close(granted(await openNedb(join(folder, 'deep', 'er', 'S3'))).storage);
  }));
