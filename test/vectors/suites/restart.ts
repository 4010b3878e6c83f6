/** A server that starts from what its disk holds (Figure 2, "Persistent state"). */
import * as v from 'valibot';
import { createState, defaultOptions } from '../../../core/raft/state.ts';
import type { RaftState } from '../../../core/raft/types.ts';
import { logNotation, maybeServer } from '../format.ts';
import { configurationOf, entriesOf, nullableNameOf } from '../server.ts';

const disk = v.looseObject({
  term: v.number(),
  votedFor: maybeServer,
  log: v.optional(logNotation, []),
  /** For a damaged disk: the indexes that are there, all of the disk's term. */
  indexes: v.optional(v.array(v.number())),
});

/** Server 1 of three. Throws when the stored log is not one that a server can start from. */
export function restartFrom(notation: unknown): RaftState {
  const { term, votedFor, log, indexes } = v.parse(disk, notation);
  const { snapIndex, snapTerm, terms } = 'terms' in log ? log : { snapIndex: 0, snapTerm: 0, terms: log };
  const entries = indexes?.flatMap((index) => entriesOf([term], index)) ?? entriesOf(terms, snapIndex + 1);
  return createState({
    id: 'S1',
    configuration: configurationOf([1, 2, 3]),
    options: defaultOptions,
    seed: 1,
    restored: {
      hardState: { currentTerm: term, votedFor: nullableNameOf(votedFor) },
      entries,
      snapshot: { index: snapIndex, term: snapTerm },
    },
  });
}
