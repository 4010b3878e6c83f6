/** The snapshot file: damage and loss are refused, space is freed, folders of before snapshots open (§7). */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createLineCodec } from '../../../core/storage/segments/record-line.ts';
import { readSnapshot, writeSnapshot } from '../../../core/storage/snapshots/snapshot-file.ts';
import {
  close,
  commands,
  contentOf,
  filesOf,
  granted,
  hardState,
  inFolder,
  keeping,
  OWNER,
  openNedb,
  refused,
  save,
  sealedLine,
  snapshotAt,
  voiding,
  writeFolder,
} from '../support.ts';

const SNAPSHOT = 'snapshot-00000001';
const options = { capacity: { meta: 9, log: 3 } };
const manifestCodec = createLineCodec(['manifest']);

async function names(folder: string): Promise<string[]> {
  return Object.keys(await filesOf(folder));
}

async function expectRefused(folder: string): Promise<{ code: string; message: string }> {
  const before = await filesOf(folder);
  const error = refused(await openNedb(folder));
  expect(await filesOf(folder)).toEqual(before);
  return error;
}

describe('damage', () => {
  const place = (folder: string) => ({ folder, ...OWNER, number: 1 });

  test('one flipped bit in any byte is found, and a file that is cut anywhere', () =>
    inFolder(async (folder) => {
      const snapshot = snapshotAt(4, 2, 'é@ state');
      await writeSnapshot(place(folder), snapshot, () => false);
      const bytes = await readFile(join(folder, SNAPSHOT));
      for (let at = 0; at < bytes.length; at += 1) {
        const flipped = Buffer.from(bytes);
        flipped.writeUInt8(flipped.readUInt8(at) ^ (1 << (at % 8)), at);
        await writeFile(join(folder, SNAPSHOT), flipped);
        await expect(readSnapshot(place(folder))).rejects.toMatchObject({ code: 'corrupt' });
        await writeFile(join(folder, SNAPSHOT), bytes.subarray(0, at));
        const code = at === 0 ? 'missing' : 'corrupt';
        await expect(readSnapshot(place(folder))).rejects.toMatchObject({ code });
      }
      await writeFile(join(folder, SNAPSHOT), bytes);
      expect(await readSnapshot(place(folder))).toEqual(snapshot);
    }));

  test('a node with a damaged snapshot is refused, and no file is changed', () =>
    inFolder(async (folder) => {
      await writeFolder(folder, [{ snapshot: voiding(snapshotAt(4, 2)) }]);
      const text = await readFile(join(folder, SNAPSHOT), 'utf8');
      await writeFile(join(folder, SNAPSHOT), text.replace('"text":"state"', '"text":"stale"'));
      expect((await expectRefused(folder)).code).toBe('corrupt');
    }));

  test('a lost, doubled or moved piece is found although each line is whole', () =>
    inFolder(async (folder) => {
      await writeFolder(folder, [{ snapshot: voiding(snapshotAt(4, 2, 'abcdefgh'.repeat(40_000))) }]);
      const text = await readFile(join(folder, SNAPSHOT), 'utf8');
      const [header = '', first = '', second = '', third = ''] = text.split(/(?<=\n)/);
      for (const lines of [
        [header, first, third],
        [header, first, second],
        [header, first, first, second, third],
        [header, second, first, third],
        [first, second, third],
        [header, first, second, third, third],
        [header, header, first, second, third],
      ]) {
        await writeFile(join(folder, SNAPSHOT), lines.join(''));
        expect((await expectRefused(folder)).code).toBe('corrupt');
      }
      await writeFile(join(folder, SNAPSHOT), [header, first, second, third].join(''));
      await contentOf(folder);
    }));

  test('the snapshot of another node, or of another number, does not open', () =>
    inFolder((other) =>
      inFolder(async (folder) => {
        await writeFolder(other, [{ snapshot: voiding(snapshotAt(4, 2)) }], { nodeId: 'S1' });
        await writeFolder(folder, [{ snapshot: voiding(snapshotAt(4, 2)) }]);
        const own = await readFile(join(folder, SNAPSHOT));
        await writeFile(join(folder, SNAPSHOT), await readFile(join(other, SNAPSHOT)));
        expect((await expectRefused(folder)).code).toBe('corrupt');
        await writeFile(join(folder, SNAPSHOT), own);
        await writeFolder(folder, [{ snapshot: voiding(snapshotAt(5, 2)) }]);
        await writeFile(join(folder, 'snapshot-00000002'), own);
        expect(await expectRefused(folder)).toEqual({
          code: 'corrupt',
          message:
            'S3: The snapshot snapshot-00000002 is damaged: it is not what was written there. ' +
            'Nothing was changed; restore the folder from a copy.',
        });
      }),
    ));

  test('a snapshot that is gone is named, never taken for a new folder', () =>
    inFolder(async (folder) => {
      await writeFolder(folder, [{ snapshot: voiding(snapshotAt(4, 2)) }]);
      await rm(join(folder, SNAPSHOT));
      expect(await expectRefused(folder)).toEqual({
        code: 'missing',
        message: `S3: The snapshot ${SNAPSHOT} is missing. Nothing was changed; restore it from a copy.`,
      });
    }));

  test('a snapshot without a manifest is a damaged folder and not a new one', () =>
    inFolder(async (folder) => {
      await writeFolder(folder, [{ snapshot: voiding(snapshotAt(4, 2)) }]);
      await rm(join(folder, 'manifest'));
      expect((await expectRefused(folder)).code).toBe('missing');
    }));

  test('entries that do not follow the snapshot are refused', () =>
    inFolder(async (folder) => {
      await writeFolder(folder, [{ snapshot: voiding(snapshotAt(4, 2)), entries: commands(5, 6, 2) }]);
      const text = await readFile(join(folder, 'manifest'), 'utf8');
      const manifest = manifestCodec.open(Buffer.from(text.trimEnd())) ?? '';
      await writeFile(
        join(folder, 'manifest'),
        `${manifestCodec.seal(manifest.replace('"snapshot":1', '"snapshot":null'))}\n`,
      );
      const { code, message } = refused(await openNedb(folder));
      expect([code, message.split(';')[0]]).toEqual(['corrupt', 'S3: Entry 5 is stored after entry 0']);
    }));
});

describe('space', () => {
  test('files whose entries are all in the snapshot are removed, and so is the snapshot before', () =>
    inFolder(async (folder) => {
      const { storage } = granted(await openNedb(folder, options));
      await save(storage, { entries: commands(1, 11, 1) });
      const found = async (lastIncludedIndex: number) => {
        await save(storage, { snapshot: keeping(snapshotAt(lastIncludedIndex, 1)) });
        return (await names(folder))
          .filter((name) => /^(log-\d+\.nedb|snapshot-\d+)$/.test(name))
          .map((name) => name.replace(/0{2,}/, ''));
      };
      expect(await found(2)).toEqual([
        'log-1.nedb',
        'log-2.nedb',
        'log-3.nedb',
        'log-4.nedb',
        'log-5.nedb',
        'snapshot-1',
      ]);
      expect(await found(3)).toEqual(['log-2.nedb', 'log-3.nedb', 'log-4.nedb', 'log-5.nedb', 'snapshot-2']);
      expect(await found(10)).toEqual(['log-4.nedb', 'log-5.nedb', 'snapshot-3']);
      expect(await found(11)).toEqual(['log-5.nedb', 'snapshot-4']);
      await close(storage);
    }));

  test('superseded entries do not hold a file back', () =>
    inFolder(async (folder) => {
      const saves = [
        { entries: commands(1, 9, 1) },
        { entries: commands(2, 3, 2) },
        { snapshot: keeping(snapshotAt(1, 1)) },
      ];
      await writeFolder(folder, saves, options);
      expect((await names(folder)).filter((name) => name.startsWith('log'))[0]).toBe('log-00000004.nedb');
      expect((await contentOf(folder)).stored.entries).toEqual(commands(2, 3, 2));
    }));

  test('a folder does not grow with the number of snapshots', () =>
    inFolder(async (folder) => {
      const { storage } = granted(await openNedb(folder, options));
      for (let last = 4; last <= 48; last += 4) {
        await save(storage, { entries: commands(last - 3, last, 1) });
        await save(storage, { snapshot: keeping(snapshotAt(last - 1, 1)) });
      }
      await close(storage);
      expect((await names(folder)).length).toBeLessThanOrEqual(6);
    }));

  test('what a crash left behind is removed at the next start, and nothing that counts', () =>
    inFolder(async (folder) => {
      await writeFolder(folder, [{ snapshot: voiding(snapshotAt(4, 1)), entries: commands(5, 9, 1) }], options);
      await writeFolder(folder, [{ snapshot: keeping(snapshotAt(6, 1)) }]);
      const before = await names(folder);
      expect(before).toContain('snapshot-00000002');
      const empty = 'log-00000099.nedb';
      await writeFile(join(folder, empty), sealedLine(empty, { _id: 1, b: 1, file: empty }));
      for (const name of ['snapshot-00000001', 'snapshot-00000003', 'snapshot-00000003.new', 'manifest.new']) {
        await writeFile(join(folder, name), 'half of someth');
      }
      const { stored } = await contentOf(folder);
      expect(stored).toMatchObject({ snapshot: snapshotAt(6, 1), entries: commands(7, 9, 1) });
      expect(await names(folder)).toEqual(before);
    }));
});

describe('a folder of format 1', () => {
  const LOG = 'log-00000001.nedb';

  /** As it was written before there were snapshots: a manifest and a membership with fewer fields. */
  async function writeOldFolder(folder: string): Promise<void> {
    await writeFolder(folder, [{ hardState: hardState(2, 'S1') }]);
    const record = (index: number, payload: unknown) => {
      const fields = { i: index, t: 1, c: JSON.stringify(payload) };
      return sealedLine(LOG, { _id: index + 1, b: index + 1, ...fields });
    };
    const configuration = { voters: ['S1', 'S2'], outgoing: ['S1'], learners: ['S3'] };
    const lines = [
      sealedLine(LOG, { _id: 1, b: 1, file: LOG }),
      record(1, { kind: 'configuration', configuration }),
      record(2, { kind: 'noop' }),
    ];
    await writeFile(join(folder, LOG), lines.join(''));
    const manifest = { format: 1, clusterId: 'class', nodeId: 'S3', capacity: { meta: 9, log: 9 } };
    const json = JSON.stringify({ ...manifest, files: { meta: [1], log: [1] } });
    await writeFile(join(folder, 'manifest'), `${manifestCodec.seal(json)}\n`);
  }

  test('opens, its memberships with the fields they lacked, and takes a snapshot', () =>
    inFolder(async (folder) => {
      await writeOldFolder(folder);
      const { storage, stored } = granted(await openNedb(folder));
      const configuration = {
        ...{ voters: ['S1', 'S2'], outgoing: ['S1'], learners: ['S3'] },
        ...{ learnersNext: [], autoLeave: false },
      };
      const entries = [
        { index: 1, term: 1, payload: { kind: 'configuration', configuration } },
        { index: 2, term: 1, payload: { kind: 'noop' } },
      ];
      expect(stored).toEqual({ hardState: hardState(2, 'S1'), snapshot: null, entries });
      await save(storage, { snapshot: keeping(snapshotAt(1, 1)) });
      await close(storage);
      expect((await contentOf(folder)).stored).toEqual({
        ...stored,
        snapshot: snapshotAt(1, 1),
        entries: entries.slice(1),
      });
    }));

  test('is raised to format 2 at once, so that an earlier Raftarium refuses it by name', () =>
    inFolder(async (folder) => {
      await writeOldFolder(folder);
      await contentOf(folder);
      expect(await readFile(join(folder, 'manifest'), 'utf8')).toContain('{"format":2,');
    }));

  test('stays as it is when it is refused', () =>
    inFolder(async (folder) => {
      await writeOldFolder(folder);
      await rm(join(folder, LOG));
      expect((await expectRefused(folder)).code).toBe('missing');
    }));
});
