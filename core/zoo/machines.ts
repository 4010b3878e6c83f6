/** Mistakes with the state machine that is written down and read back (§7, §8, thesis 6.3). */
import { createMachine, type Machine } from '../machine/machine.ts';
import type { NodeId } from '../raft/types.ts';
import type { Bug } from './bug.ts';

/** After it a retry is taken for a new command, or for one of a session that nobody opened. */
export const sessionsNotInSnapshot: Bug = {
  name: 'sessions-not-in-snapshot',
  title: 'A snapshot holds the keys and values, but not the sessions of the clients.',
  paper: '7',
  history: "The handouts of MIT's course 6.824 warn of it: what finds duplicates must be in the snapshot.",
  plant: () => ({
    inSnapshot: ({ store, sessions }) => {
      const bare = createMachine();
      bare.sessions.advance(sessions.time);
      return { ...bare, store };
    },
  }),
};

/** Replaying the log then does everything that is in the store already once more. */
export const appliedTwice: Bug = {
  name: 'applied-twice',
  title: 'The keys and values outlive a restart, and the server does not remember up to which entry they are.',
  paper: '5.3',
  history:
    'etcd keeps a consistent index beside its store against it; in 3.5.0 to 3.5.2 that index ran ahead, and entries were skipped.',
  plant: () => {
    const stores = new Map<NodeId, Machine['store']>();
    return {
      firstMachine: (id) => {
        const machine = createMachine();
        const store = stores.get(id) ?? machine.store;
        stores.set(id, store);
        return { ...machine, store };
      },
    };
  },
};
