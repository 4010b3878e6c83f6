/** Random histories of saves with and without snapshots, restarts and crashes on real files, ending in a write torn at a random byte, against a model. */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { StorageSave, Stored } from '../../core/node/ports.ts';
import type { Snapshot } from '../../core/raft/types.ts';
import type { NedbStorageOptions } from '../../core/storage/nedb.ts';
import {
  close,
  command,
  contentOf,
  crash,
  granted,
  hardState,
  inFolder,
  keeping,
  type Opened,
  openNedb,
  save,
  snapshotAt,
  stage,
  voiding,
} from './support.ts';

/** Side by side, because a history mostly waits for the disk. */
const LANES = [1, 2, 3, 4];
const HISTORIES_PER_LANE = 50;

type Options = Pick<NedbStorageOptions, 'capacity'>;

/** Files that are full after a few records, and files that never are. */
const someOptions: fc.Arbitrary<Options> = fc.constantFrom(
  { capacity: { meta: 2, log: 5 } },
  { capacity: { meta: 100, log: 100 } },
  { capacity: { meta: 100, log: 100 } },
);

/** One save: a snapshot or none, how far it goes back into the log, what it appends, and whether term and vote change. */
interface Action {
  readonly back: number;
  readonly texts: readonly string[];
  readonly vote: string | null | undefined;
  /** How far from the last entry the snapshot's last included one is; negative: before it. */
  readonly snapshot: { readonly reach: number; readonly keepsLog: boolean; readonly isStaged: boolean } | null;
  readonly next: 'go on' | 'restart' | 'crash during the next save';
}

const texts = fc.constantFrom('put x 7', 'a\u2028b\u0085', '{"$$date":1}', 'é'.repeat(300));

const someSnapshot = fc.record({
  reach: fc.integer({ min: -9, max: 2 }),
  keepsLog: fc.boolean(),
  isStaged: fc.boolean(),
});

const anAction = (minLength: number): fc.Arbitrary<Action> =>
  fc.record({
    back: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat(6)),
    texts: fc.array(texts, { minLength, maxLength: 7 }),
    vote: fc.constantFrom(undefined, undefined, null, 'S1', 'S2'),
    snapshot: fc.option(someSnapshot, { freq: 1 }),
    next: fc.constantFrom('go on', 'go on', 'go on', 'restart', 'crash during the next save'),
  });

const included = (snapshot: Snapshot | null) => snapshot?.lastIncludedIndex ?? 0;

function saveOf({ back, texts, vote, snapshot }: Action, stored: Stored, term: number): StorageSave {
  const what = { hardState: vote === undefined ? null : hardState(term, vote), snapshot: null, entries: [] };
  const last = included(stored.snapshot) + stored.entries.length;
  const index = Math.max(1, included(stored.snapshot), last + (snapshot?.reach ?? 0));
  const data = `up to ${index} in ${term}`;
  const how = snapshot?.keepsLog === true ? keeping : voiding;
  const compacting = snapshot && { ...what, snapshot: how(snapshotAt(index, term, data)) };
  const compacted = after(stored, compacting ?? what);
  const start = included(compacted.snapshot) + 1;
  const first = Math.max(start, start + compacted.entries.length - back);
  return { ...(compacting ?? what), entries: texts.map((text, at) => command(first + at, term, text)) };
}

function after(stored: Stored, what: StorageSave, entries = what.entries.length): Stored {
  const appended = what.entries.slice(0, entries);
  const first = appended[0]?.index ?? Number.POSITIVE_INFINITY;
  const snapshot = what.snapshot?.snapshot ?? stored.snapshot;
  const before = what.snapshot?.keepsLog === false ? [] : stored.entries;
  const kept = before.filter(({ index }) => index > included(snapshot) && index < first);
  return { hardState: what.hardState ?? stored.hardState, snapshot, entries: [...kept, ...appended] };
}

/** Runs all actions and gives the open storage and what must be in it; every restart compares on the way. */
async function live(folder: string, actions: readonly Action[], options: Options): Promise<Omit<Opened, 'notices'>> {
  let { storage, stored } = granted(await openNedb(folder, options));
  for (const [at, one] of actions.entries()) {
    const what = saveOf(one, stored, at + 1);
    const staged = one.snapshot?.isStaged === true ? what.snapshot : null;
    if (staged !== null) expect(await stage(storage, staged.snapshot)).toBeNull();
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
  return { storage, stored };
}

/** Sizes of the log files by name, oldest first; at one instant, because the next file may be in preparation. */
function logSizes(folder: string): Map<string, number> {
  const names = readdirSync(folder).filter((name) => /^log-\d+\.nedb$/.test(name));
  return new Map(names.sort().map((name) => [name, statSync(join(folder, name)).size]));
}

/** Tears what the last save wrote into the newest log file, somewhere; gives the number of entries lost. */
function tear(folder: string, before: ReadonlyMap<string, number>, where: number, zeros: boolean): number {
  const files = [...logSizes(folder).keys()].map((name) => ({ name, bytes: readFileSync(join(folder, name)) }));
  const written = files.filter(({ bytes }) => bytes.indexOf('\n') + 1 < bytes.length).at(-1);
  if (written === undefined) throw new Error('the last save wrote no entry');
  const { name, bytes } = written;
  const safe = before.get(name) ?? bytes.indexOf('\n') + 1;
  const cut = safe + Math.floor(where * (bytes.length - safe));
  const lost = bytes.subarray(cut).toString('latin1').split('\n').length - 1;
  writeFileSync(join(folder, name), zeros ? bytes.fill(0, cut) : bytes.subarray(0, cut));
  return lost;
}

test.concurrent.each(LANES)(
  `lane %i, ${HISTORIES_PER_LANE} histories: all that was reported safe is there, and of a torn write a first part`,
  async () => {
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
          const { storage, stored } = await live(folder, actions, options);
          const before = logSizes(folder);
          const what = saveOf(last, stored, actions.length + 1);
          expect(await save(storage, what)).toBeNull();
          await close(storage);
          const lost = tear(folder, before, where, zeros);
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
    await fc.assert(history, { numRuns: HISTORIES_PER_LANE });
  },
  120_000,
);
