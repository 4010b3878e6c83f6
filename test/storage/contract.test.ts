/** The storage contract on the disk in memory, on the same disk with the fault decorator at rest, and on the real one. */
import type { Clock } from '../../core/node/ports.ts';
import { FaultyStorage } from '../../core/storage/faults.ts';
import { MemoryDisk, openMemoryStorage } from '../../core/storage/memory.ts';
import { storageContract } from './contract.ts';
import { inFolder, openNedb } from './support.ts';

const soon = (task: () => void) => {
  setImmediate(task);
};

const clock: Clock = {
  now: () => 0,
  setTimer: () => {
    throw new Error('a decorator at rest sets no timer');
  },
  soon,
};

storageContract('memory', async (work) => {
  const disk = new MemoryDisk();
  await work({ open: async () => openMemoryStorage(disk, { soon }) });
});

storageContract('memory behind faults at rest', async (work) => {
  const disk = new MemoryDisk();
  const open = async () => {
    const opening = openMemoryStorage(disk, { soon });
    return opening.ok ? { ...opening, storage: new FaultyStorage(opening.storage, clock) } : opening;
  };
  await work({ open });
});

storageContract('NeDB', (work) => inFolder((folder) => work({ open: () => openNedb(folder) })));

storageContract('NeDB with three records per file', (work) =>
  inFolder((folder) => work({ open: () => openNedb(folder, { capacity: { meta: 2, log: 3 } }) })),
);
