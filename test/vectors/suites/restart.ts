/** A server that starts from what its disk holds (Figure 2, "Persistent state"). */
import * as v from 'valibot';
import { createState } from '../../../core/raft/state.ts';
import type { Entry, RaftState } from '../../../core/raft/types.ts';
import { logNotation, maybeServer } from '../format.ts';
import { configurationOf, entriesOf, nullableNameOf, partsOf, snapshotOf } from '../server.ts';
import { plainOptions } from '../server-given.ts';

const diskNotation = v.strictObject({
  term: v.number(),
  votedFor: v.optional(maybeServer, null),
  log: v.optional(logNotation, []),
  /** What the log's own compacted prefix says, too. */
  snapshot: v.optional(v.strictObject({ index: v.number(), term: v.number() })),
  /** For a damaged disk: the indexes that are there, all of the disk's term. */
  indexes: v.optional(v.array(v.number())),
  /** How far the state machine on the disk has got. Ours is the snapshot (§7). */
  applied: v.optional(v.number(), 0),
  tornTail: v.optional(v.boolean(), false),
});

/** Server 1 of three. Throws when the stored log is not one that a server can start from. */
export function restartFrom(notation: unknown): RaftState {
  const { term, votedFor, log, indexes, applied } = v.parse(diskNotation, notation);
  const { snapIndex, snapTerm, terms } = partsOf(log);
  const entries = indexes?.flatMap((index) => entriesOf([term], index)) ?? entriesOf(terms, snapIndex + 1);
  const hardState = { currentTerm: term, votedFor: nullableNameOf(votedFor) };
  const stored =
    applied > snapIndex ? appliedUpTo(entries, applied) : { upTo: { index: snapIndex, term: snapTerm }, entries };
  const configuration = configurationOf([1, 2, 3]);
  const snapshot = stored.upTo.index === 0 ? null : snapshotOf(stored.upTo, configuration);
  const restored = { hardState, snapshot, entries: stored.entries };
  return createState({ id: 'S1', configuration, options: plainOptions, seed: 1, restored });
}

function appliedUpTo(entries: readonly Entry[], applied: number) {
  const last = entries.find(({ index }) => index === applied);
  const upTo = { index: applied, term: last?.term ?? 0 };
  return { upTo, entries: entries.filter(({ index }) => index > applied) };
}
