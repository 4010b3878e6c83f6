/** The program the kill test kills: saves entries for ever and prints the last index that was reported safe. */
import { writeSync } from 'node:fs';
import { openNedbStorage } from '../../core/storage/nedb.ts';
import { commands, hardState, OWNER } from './support.ts';

const STDOUT = 1;
const [folder = ''] = process.argv.slice(2);

openNedbStorage({ folder, ...OWNER, capacity: { meta: 8, log: 50 } }, (opening) => {
  if (!opening.ok) throw new Error(opening.error.message);
  const { storage, stored } = opening;
  const saveFrom = (index: number, term: number) => {
    const last = index + (index % 5);
    storage.save(
      { hardState: hardState(term, 'S3'), snapshot: null, entries: commands(index, last, term) },
      (error) => {
        if (error !== null) throw new Error(error.message);
        writeSync(STDOUT, `${last} ${term}\n`);
        saveFrom(last + 1, term + 1);
      },
    );
  };
  saveFrom(stored.entries.length + 1, stored.hardState.currentTerm + 1);
});
