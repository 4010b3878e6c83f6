/** State Machine Safety and Leader Completeness (§5.4, Figure 3), and what being committed means (§5.3). */
import type { Entry, NodeId } from '../raft/types.ts';
import type { Observation, Server } from './observation.ts';
import { entryAt, isSameEntry, lastIndexOf, type ServerState, termAt } from './server-state.ts';
import { invariants, type Report } from './violation.ts';

/** An entry that some server has known to be committed. */
interface Committed {
  readonly entry: Entry;
  /** Who knew it first. */
  readonly by: NodeId;
  /** The lowest term in which a server knew it: it was committed in this term or before. */
  term: number;
}

export class CommitRules {
  readonly #voters: readonly NodeId[];
  /** committed[i] is the entry at index i + 1, whoever knew it first. */
  readonly #committed: Committed[] = [];
  /** By server: up to which index its committed entries have been compared with `#committed`. */
  readonly #compared = new Map<NodeId, number>();
  /** By leader: up to which index its log has been compared with `#committed`, and in which term it led then. */
  readonly #complete = new Map<NodeId, { term: number; index: number }>();

  constructor(voters: readonly NodeId[]) {
    this.#voters = voters;
  }

  /** To be called for all observations of one moment before `remember` is called for any. */
  judge({ now, before, sameLife }: Observation, servers: ReadonlyMap<NodeId, Server>, report: Report): void {
    const { id, commitIndex, lastApplied, log } = now;
    if (sameLife && before !== null && commitIndex < before.commitIndex) {
      const detail = `${id} lowered its commitIndex from ${before.commitIndex} to ${commitIndex}.`;
      report(invariants.commitNeverFalls, detail, [id]);
    }
    if (commitIndex > lastIndexOf(log)) {
      const detail = `${id} has commitIndex ${commitIndex}, and its log ends at ${lastIndexOf(log)}.`;
      report(invariants.commitWithinLog, detail, [id]);
    }
    if (lastApplied > commitIndex) {
      const detail = `${id} has applied index ${lastApplied}, and its commitIndex is ${commitIndex}.`;
      report(invariants.appliedIsCommitted, detail, [id]);
    }
    if (now.role !== 'leader') return;
    this.#judgeMajority(now, servers, report);
    this.#judgeCompleteness(now, report);
  }

  /** Compares what this server knows to be committed with what any server ever knew, and keeps what is new. */
  remember({ now, sameLife, newFrom }: Observation, report: Report): void {
    const { id, log, commitIndex } = now;
    const compared = sameLife ? (this.#compared.get(id) ?? 0) : 0;
    const end = Math.min(commitIndex, lastIndexOf(log));
    for (let index = Math.min(compared + 1, newFrom); index <= end; index += 1) {
      const entry = entryAt(log, index);
      if (entry !== undefined) this.#rememberEntry(now, entry, report);
    }
    this.#compared.set(id, end);
  }

  #rememberEntry({ id, currentTerm }: ServerState, entry: Entry, report: Report): void {
    const known = this.#committed[entry.index - 1];
    if (known === undefined) {
      this.#committed[entry.index - 1] = { entry, by: id, term: currentTerm };
    } else if (!isSameEntry(known.entry, entry)) {
      const detail = `${known.by} and ${id} have different committed entries at index ${entry.index}.`;
      report(invariants.stateMachineSafety, detail, [known.by, id]);
    } else if (currentTerm < known.term) {
      known.term = currentTerm;
      for (const complete of this.#complete.values()) complete.index = Math.min(complete.index, entry.index - 1);
    }
  }

  #judgeCompleteness({ id, currentTerm, log }: ServerState, report: Report): void {
    const known = this.#complete.get(id);
    const from = known?.term === currentTerm ? known.index : 0;
    for (let index = Math.max(from, log.snapshotIndex) + 1; index <= this.#committed.length; index += 1) {
      const committed = this.#committed[index - 1];
      if (committed === undefined || committed.term >= currentTerm) continue;
      const own = entryAt(log, index);
      if (own !== undefined && isSameEntry(own, committed.entry)) continue;
      const detail = `${id} leads term ${currentTerm} without entry ${index}, which ${committed.by} knew to be committed.`;
      report(invariants.leaderCompleteness, detail, [id, committed.by]);
    }
    this.#complete.set(id, { term: currentTerm, index: this.#committed.length });
  }

  /** A server of which nothing is known may hold anything. */
  #judgeMajority({ id, commitIndex, log }: ServerState, servers: ReadonlyMap<NodeId, Server>, report: Report): void {
    const term = termAt(log, commitIndex);
    if (commitIndex === 0 || term === null) return;
    const without = this.#voters.filter((voter) => {
      const server = servers.get(voter);
      if (server === undefined || !server.known || server.log.snapshotIndex > commitIndex) return false;
      return termAt(server.log, commitIndex) !== term;
    });
    const majority = Math.floor(this.#voters.length / 2) + 1;
    if (this.#voters.length - without.length >= majority) return;
    const detail = `${id} counts entry ${commitIndex} as committed, and ${without.join(', ')} do not store it.`;
    report(invariants.committedOnMajority, detail, [id, ...without]);
  }
}
