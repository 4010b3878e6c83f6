/** Power is lost at every file step of a save with a snapshot: afterwards the old state is there or the new one (§7). */
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { PortError, Storage, StorageSave, Stored } from '../../../core/node/ports.ts';
import { MemoryDisk } from '../../../core/storage/memory.ts';
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
  keeping,
  openNedb,
  save,
  snapshotAt,
  stage,
  voiding,
  writeFolder,
} from '../support.ts';
import { copyAsItIs, watchFiles } from './watch-files.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

const options = { capacity: { meta: 4, log: 3 } };
const before: Partial<StorageSave>[] = [
  { hardState: hardState(1, 'S1'), entries: commands(1, 7, 1) },
  { snapshot: keeping(snapshotAt(2, 1, 'first')) },
  { entries: commands(6, 8, 2) },
];
const snapshot = snapshotAt(4, 1, 'second '.repeat(25_000));
const coversAll: StorageSave = {
  hardState: null,
  snapshot: keeping({ ...snapshot, lastIncludedIndex: 8 }),
  entries: [],
};
const keepsLog: StorageSave = { hardState: hardState(3), snapshot: keeping(snapshot), entries: commands(7, 8, 3) };
const voidsLog: StorageSave = { hardState: hardState(3), snapshot: voiding(snapshot), entries: commands(5, 6, 3) };

type Work = (storage: Storage, what: StorageSave) => Promise<PortError | null>;

/** The snapshot is written beside nothing here, so that the steps are the same each time. */
async function stageAndSave(storage: Storage, what: StorageSave): Promise<PortError | null> {
  if (what.snapshot !== null) expect(await stage(storage, what.snapshot.snapshot)).toBeNull();
  return save(storage, what);
}

const cases: readonly (readonly [string, StorageSave, Work])[] = [
  ['covers the log', coversAll, save],
  ['keeps the log', keepsLog, save],
  ['voids the log', voidsLog, save],
  ['finds its snapshot staged', keepsLog, stageAndSave],
  ['finds its snapshot staged, and covers the log with it', coversAll, stageAndSave],
];
/** Each step is a restart of its own. */
const TIME_LIMIT = 120_000;

/** The states a power loss may leave: the records of the save up to one of them, the snapshot being one. */
function states(what: StorageSave): Stored[] {
  const records = what.entries.length + (what.hardState === null ? 0 : 1) + 1;
  return Array.from({ length: records + 1 }, (_, count) => {
    const disk = new MemoryDisk();
    for (const one of before) disk.write({ hardState: null, snapshot: null, entries: [], ...one }, 100);
    disk.write(what, count);
    return disk.read();
  });
}

/** Opens the folder twice, with a save in between that nothing of before may mix with; gives what was found first. */
async function goOn(folder: string): Promise<Stored> {
  const { storage, stored } = granted(await openNedb(folder, options));
  const next = (stored.snapshot?.lastIncludedIndex ?? 0) + stored.entries.length + 1;
  expect(await save(storage, { entries: commands(next, next + 4, 9) })).toBeNull();
  await close(storage);
  const { entries, ...others } = (await contentOf(folder, options)).stored;
  expect({ ...others, entries }).toEqual({ ...stored, entries: [...stored.entries, ...commands(next, next + 4, 9)] });
  return stored;
}

/** Those of the numbered folders that differ from the one before. */
async function differentFolders(parent: string, count: number): Promise<string[]> {
  const different: string[] = [];
  let previous = '';
  for (let number = 0; number < count; number += 1) {
    const path = join(parent, String(number));
    const content = JSON.stringify(await filesOf(path));
    if (content !== previous) different.push(path);
    previous = content;
  }
  return different;
}

/** Starts the work and switches the node off at the step with this number; true when the save was over before. */
async function saveOrCrashAt(folder: string, work: Work, what: StorageSave, at: number): Promise<boolean> {
  const { storage } = granted(await openNedb(folder, options));
  let steps = 0;
  const switchedOff = new Promise<boolean>((resolve) => {
    watchFiles(() => {
      steps += 1;
      if (steps === at) storage.crash(() => resolve(false));
    });
  });
  const wasReported = await Promise.race([switchedOff, work(storage, what).then(() => true)]);
  vi.restoreAllMocks();
  await crash(storage);
  return wasReported;
}

describe.each(cases)('a save that %s', (_, what, work) => {
  const allowed = states(what);
  const positionOf = (stored: Stored) => allowed.findIndex((state) => JSON.stringify(state) === JSON.stringify(stored));
  /** The first step of a save is a sync: a changed term is written already. */
  const atFirst = what.hardState === null || work !== save ? 0 : 1;
  /** Side by side, because a restart mostly waits for the disk. */
  const foundIn = (folders: readonly string[]) => Promise.all(folders.map(async (one) => positionOf(await goOn(one))));

  test(
    'what lies on the disk at each step is the old state, a first part of the save, and in the end all of it',
    () =>
      inFolder((images) =>
        inFolder(async (folder) => {
          await writeFolder(folder, before, options);
          const { storage } = granted(await openNedb(folder, options));
          let taken = 0;
          watchFiles(() => {
            copyAsItIs(folder, join(images, String(taken)));
            taken += 1;
          });
          expect(await work(storage, what)).toBeNull();
          vi.restoreAllMocks();
          await close(storage);
          const found = await foundIn(await differentFolders(images, taken));
          expect(found).toEqual(found.toSorted((a, b) => a - b));
          expect([found[0], found.at(-1)]).toEqual([atFirst, allowed.length - 1]);
        }),
      ),
    TIME_LIMIT,
  );

  test(
    'a node that is switched off at any step starts with the old state or a first part of the save',
    () =>
      inFolder(async (parent) => {
        const template = join(parent, 'template');
        await writeFolder(template, before, options);
        const folders: string[] = [];
        for (let wasReported = false; !wasReported; ) {
          const folder = join(parent, String(folders.length));
          cpSync(template, folder, { recursive: true });
          wasReported = await saveOrCrashAt(folder, work, what, folders.push(folder));
        }
        const found = await foundIn(folders);
        // Not in order: what is prepared in the background takes its steps at other times in each run.
        expect(found).not.toContain(-1);
        expect([found[0], found.at(-1)]).toEqual([atFirst, allowed.length - 1]);
      }),
    TIME_LIMIT,
  );

  test('files whose removal a power loss undid are removed again and harm nothing', () =>
    inFolder((copy) =>
      inFolder(async (folder) => {
        await writeFolder(folder, before, options);
        cpSync(folder, copy, { recursive: true });
        await writeFolder(folder, [what], options);
        const names = Object.keys(await filesOf(folder));
        const undone = Object.keys(await filesOf(copy)).filter((name) => !names.includes(name));
        expect(undone.length).toBeGreaterThan(0);
        for (const name of undone) cpSync(join(copy, name), join(folder, name));
        expect(positionOf((await contentOf(folder, options)).stored)).toBe(allowed.length - 1);
        expect(Object.keys(await filesOf(folder))).toEqual(names);
      }),
    ));
});

test('a log that was void stays void, also where the new log has the same indexes and terms', () =>
  inFolder(async (folder) => {
    await writeFolder(folder, [{ entries: commands(1, 9, 1) }], options);
    await writeFolder(folder, [{ snapshot: voiding(snapshotAt(5, 1)), entries: [command(6, 1, 'new')] }], options);
    expect((await contentOf(folder, options)).stored.entries).toEqual([command(6, 1, 'new')]);
  }));
