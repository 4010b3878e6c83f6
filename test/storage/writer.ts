/** The program the kill test kills: saves entries and snapshots for ever and prints the last index reported safe. */
import { writeSync } from 'node:fs';
import type { Storage, StorageSave } from '../../core/node/ports.ts';
import { openNedbStorage } from '../../core/storage/nedb.ts';
import { commands, hardState, keeping, OWNER, snapshotAt, voiding } from './support.ts';

const STDOUT = 1;
const [folder = ''] = process.argv.slice(2);

/** Every third save takes a snapshot of its own log, every seventh takes one over that goes beyond it (§7). */
function saveFrom(index: number, term: number): StorageSave {
  const about = {
    hardState: hardState(term, 'S3'),
    snapshot: null,
    entries: commands(index, index + (index % 5), term),
  };
  if (term % 7 === 0) {
    const entries = commands(index + 9, index + 11, term);
    return { ...about, snapshot: voiding(snapshotAt(index + 8, term, textUpTo(index + 8))), entries };
  }
  const own = Math.max(1, index - 4);
  return term % 3 === 0 && index > 9 ? { ...about, snapshot: keeping(snapshotAt(own, term, textUpTo(own))) } : about;
}

/** Several pieces long, and another one for each index. */
function textUpTo(index: number): string {
  return `all up to ${index}. `.repeat(20_000);
}

/** A server stages the snapshots that it takes itself. */
function stageOwn(storage: Storage, { snapshot }: StorageSave, then: () => void): void {
  if (snapshot === null || !snapshot.keepsLog) return then();
  storage.stage(snapshot.snapshot, (error) => {
    if (error !== null) throw new Error(error.message);
    then();
  });
}

openNedbStorage({ folder, ...OWNER, capacity: { meta: 8, log: 50 } }, (opening) => {
  if (!opening.ok) throw new Error(opening.error.message);
  const { storage, stored } = opening;
  const goOn = (index: number, term: number) => {
    const what = saveFrom(index, term);
    const last = what.entries.at(-1)?.index ?? index;
    stageOwn(storage, what, () => {
      storage.save(what, (error) => {
        if (error !== null) throw new Error(error.message);
        writeSync(STDOUT, `${last} ${term}\n`);
        goOn(last + 1, term + 1);
      });
    });
  };
  const included = stored.snapshot?.lastIncludedIndex ?? 0;
  goOn(included + stored.entries.length + 1, stored.hardState.currentTerm + 1);
});
