/** Random histories of saves, restarts and crashes on real files, ending in a write torn at a random byte, against a model. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { StorageSave, Stored } from '../../core/node/ports.ts';
import type { NedbStorageOptions } from '../../core/storage/nedb.ts';
import { close, command, contentOf, crash, filesOf, granted, hardState, inFolder, openNedb, save } from './support.ts';

const HISTORIES = 200;

type Options = Pick<NedbStorageOptions, 'capacity'>;

/** Files that are full after a few records, and files that never are. */
const someOptions: fc.Arbitrary<Options> = fc.constantFrom(
  { capacity: { meta: 2, log: 5 } },
  { capacity: { meta: 100, log: 100 } },
  { capacity: { meta: 100, log: 100 } },
);

/** One save: how far it goes back into the log, what it appends, and whether term and vote change. */
interface Action {
  readonly back: number;
  readonly texts: readonly string[];
  readonly vote: string | null | undefined;
  readonly next: 'go on' | 'restart' | 'crash during the next save';
}

const texts = fc.constantFrom('put x 7', 'a\u2028b\u0085', '{"$$date":1}', 'é'.repeat(300));

const anAction = (minLength: number): fc.Arbitrary<Action> =>
  fc.record({
    back: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat(6)),
    texts: fc.array(texts, { minLength, maxLength: 7 }),
    vote: fc.constantFrom(undefined, undefined, null, 'S1', 'S2'),
    next: fc.constantFrom('go on', 'go on', 'restart', 'crash during the next save'),
  });

function saveOf({ back, texts, vote }: Action, stored: Stored, term: number): StorageSave {
  const first = Math.max(1, stored.entries.length + 1 - back);
  return {
    hardState: vote === undefined ? null : hardState(term, vote),
    entries: texts.map((text, at) => command(first + at, term, text)),
  };
}

function after(stored: Stored, what: StorageSave, entries = what.entries.length): Stored {
  const kept = what.entries.slice(0, entries);
  const first = kept[0]?.index ?? stored.entries.length + 1;
  return {
    hardState: what.hardState ?? stored.hardState,
    entries: [...stored.entries.slice(0, first - 1), ...kept],
  };
}

/** Runs all actions and gives what must be in the folder; every restart compares on the way. */
async function live(folder: string, actions: readonly Action[], options: Options): Promise<Stored> {
  let { storage, stored } = granted(await openNedb(folder, options));
  for (const [at, one] of actions.entries()) {
    const what = saveOf(one, stored, at + 1);
    expect(await save(storage, what)).toBeNull();
    stored = after(stored, what);
    if (one.next === 'go on') continue;
    if (one.next === 'restart') await close(storage);
    else {
      storage.save(what, () => expect.unreachable('a crashed storage reports nothing'));
      await crash(storage);
    }
    const again = granted(await openNedb(folder, options));
    expect(again.stored).toEqual(stored);
    storage = again.storage;
  }
  await close(storage);
  return stored;
}

/** Tears what the last save wrote into the newest log file, somewhere; gives the number of entries lost. */
async function tear(folder: string, before: Record<string, string>, where: number, zeros: boolean): Promise<number> {
  const files = await filesOf(folder);
  const logs = Object.keys(files).filter(
    (name) => name.startsWith('log') && (files[name] ?? '').split('\n').length > 2,
  );
  const name = logs.at(-1) ?? '';
  const bytes = await readFile(join(folder, name));
  const safe = before[name]?.length ?? bytes.indexOf('\n') + 1;
  const cut = safe + Math.floor(where * (bytes.length - safe));
  const lost = bytes.subarray(cut).toString('latin1').split('\n').length - 1;
  await writeFile(join(folder, name), zeros ? bytes.fill(0, cut) : bytes.subarray(0, cut));
  return lost;
}

test(`${HISTORIES} histories: all that was reported safe is there, and of a torn write a first part`, async () => {
  const fraction = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
  const history = fc.asyncProperty(
    fc.array(anAction(0), { maxLength: 4 }),
    anAction(1),
    fraction,
    fc.boolean(),
    someOptions,
    (...given) =>
      inFolder(async (folder) => {
        const [actions, last, where, zeros, options] = given;
        const stored = await live(folder, actions, options);
        const before = await filesOf(folder);
        const { storage } = granted(await openNedb(folder, options));
        const what = saveOf(last, stored, actions.length + 1);
        expect(await save(storage, what)).toBeNull();
        await close(storage);
        const lost = await tear(folder, before, where, zeros);
        const expected = after(stored, what, what.entries.length - lost);
        const reopened = granted(await openNedb(folder, options));
        expect(reopened.stored).toEqual(expected);
        const more = saveOf(last, expected, actions.length + 2);
        expect(await save(reopened.storage, more)).toBeNull();
        await close(reopened.storage);
        const { stored: final, notices } = await contentOf(folder, options);
        expect([final, notices]).toEqual([after(expected, more), []]);
      }),
  );
  await fc.assert(history, { numRuns: HISTORIES });
}, 120_000);
