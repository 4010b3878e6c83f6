/** A real folder after a power loss or damage: everything reported safe is there, or the node refuses to start. */
import { appendFile, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  command,
  commands,
  contentOf,
  filesOf,
  hardState,
  inFolder,
  openNedb,
  refused,
  writeFolder,
} from './support.ts';

const LOG = 'log-00000001.nedb';
const META = 'meta-00000001.nedb';

describe('an unfinished write', () => {
  test('torn at every byte: the batches before it stay, and the notice says what was cut', () =>
    inFolder(async (folder) => {
      await writeFolder(folder, [{ entries: commands(1, 2, 1) }]);
      const safe = await readFile(join(folder, LOG));
      await writeFolder(folder, [{ entries: [command(3, 1)] }]);
      const whole = await readFile(join(folder, LOG));
      for (let length = safe.length; length < whole.length; length += 1) {
        await writeFile(join(folder, LOG), whole.subarray(0, length));
        const { stored, notices } = await contentOf(folder);
        expect(stored.entries).toEqual(commands(1, 2, 1));
        const cut = ['S3: 1 record of an unfinished write was cut; it was never acknowledged.'];
        expect(notices).toEqual(length === safe.length ? [] : cut);
        expect(await readFile(join(folder, LOG))).toEqual(safe);
      }
    }));

  test('what is written after a cut is kept', () =>
    inFolder(async (folder) => {
      await writeFolder(folder, [{ hardState: hardState(1), entries: commands(1, 2, 1) }]);
      await appendFile(join(folder, LOG), 'deadbeef{"_id":4');
      await appendFile(join(folder, META), 'dead');
      const { notices } = await contentOf(folder);
      expect(notices).toEqual([
        'S3: 1 change of term or vote of an unfinished write was cut; it was never acknowledged.',
        'S3: 1 record of an unfinished write was cut; it was never acknowledged.',
      ]);
      await writeFolder(folder, [{ hardState: hardState(2), entries: [command(3, 2)] }]);
      const { stored } = await contentOf(folder);
      expect(stored).toEqual({
        hardState: hardState(2),
        snapshot: null,
        entries: [...commands(1, 2, 1), command(3, 2)],
      });
    }));
});

describe('damage', () => {
  test('one flipped bit in any byte of any file: refused, and no file is changed', () =>
    inFolder(async (folder) => {
      await writeFolder(folder, [{ hardState: hardState(3, 'S1'), entries: commands(1, 2, 3) }]);
      for (const name of [LOG, META, 'manifest']) {
        const bytes = await readFile(join(folder, name));
        for (let at = 0; at < bytes.length; at += 1) {
          const flipped = Buffer.from(bytes);
          flipped.writeUInt8(flipped.readUInt8(at) ^ (1 << (at % 8)), at);
          await writeFile(join(folder, name), flipped);
          const before = await filesOf(folder);
          expect([name, at, refused(await openNedb(folder)).code]).toEqual([name, at, 'corrupt']);
          expect(await filesOf(folder)).toEqual(before);
        }
        await writeFile(join(folder, name), bytes);
      }
      expect((await contentOf(folder)).stored.hardState).toEqual(hardState(3, 'S1'));
    }));

  test('the sentence names the node, the record and the file', () =>
    inFolder(async (folder) => {
      await writeFolder(folder, [{ entries: commands(1, 3, 1) }]);
      const text = await readFile(join(folder, LOG), 'utf8');
      await writeFile(join(folder, LOG), text.replace('put x 2', 'put x 9'));
      expect(refused(await openNedb(folder)).message).toBe(
        `S3: Record 2 of ${LOG} is damaged: it is not what was written there. ` +
          'Nothing was changed; restore the folder from a copy.',
      );
    }));

  test('a full file that lost whole records is damaged: the next file was begun only when it was full', () =>
    inFolder(async (folder) => {
      await writeFolder(folder, [{ entries: commands(1, 5, 1) }], { capacity: { meta: 4, log: 3 } });
      const text = await readFile(join(folder, LOG), 'utf8');
      await truncate(join(folder, LOG), text.lastIndexOf('\n', text.length - 2) + 1);
      expect(refused(await openNedb(folder)).message).toContain(`${LOG} holds 2 records where 3 were written`);
    }));
});

describe('lost files', () => {
  test.each([LOG, META, 'log-00000002.nedb'])('%s removed or emptied is named, never taken for new', (name) =>
    inFolder(async (folder) => {
      await writeFolder(folder, [{ hardState: hardState(2), entries: commands(1, 4, 2) }], {
        capacity: { meta: 9, log: 3 },
      });
      await truncate(join(folder, name), 0);
      const emptied = await filesOf(folder);
      expect(refused(await openNedb(folder))).toMatchObject({ code: 'missing' });
      expect(await filesOf(folder)).toEqual(emptied);
      await rm(join(folder, name));
      const error = refused(await openNedb(folder));
      expect(error.code).toBe('missing');
      expect(error.message).toContain(`The data file ${name} is missing`);
    }),
  );

  test('only the unfinished copy NeDB makes is left: missing, and the copy is not touched', () =>
    inFolder(async (folder) => {
      await writeFolder(folder, [{ entries: commands(1, 4, 2) }]);
      await writeFile(join(folder, `${LOG}~`), (await readFile(join(folder, LOG))).subarray(0, 100));
      await rm(join(folder, LOG));
      const before = await filesOf(folder);
      expect(refused(await openNedb(folder)).code).toBe('missing');
      expect(await filesOf(folder)).toEqual(before);
    }));

  test('leftovers of unfinished renames are removed and harm nothing', () =>
    inFolder(async (folder) => {
      await writeFolder(folder, [{ entries: commands(1, 4, 2) }]);
      for (const name of [`${LOG}~`, `${META}~`, 'manifest.new', 'log-00000002.nedb.new']) {
        await writeFile(join(folder, name), 'half of someth');
      }
      expect((await contentOf(folder)).stored.entries).toEqual(commands(1, 4, 2));
      expect(Object.keys(await filesOf(folder))).toEqual([LOG, 'manifest', META]);
    }));
});
