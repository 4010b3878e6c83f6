/** State Machine Safety and Leader Completeness (§5.4, Figure 3), and what being committed means (§5.3). */
import { majorityOf, voterSets } from '../raft/quorum.ts';
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

/** What a leader had counted when it was last looked at. */
interface Counted {
  readonly term: number;
  readonly commitIndex: number;
  readonly configurationIndex: number;
  /** This membership is the one it was counted in. */
  readonly judges: boolean;
}

export class CommitRules {
  /** committed[i] is the entry at index i + 1, whoever knew it first. */
  readonly #committed: Committed[] = [];
  /** By server: up to which index its committed entries have been compared with `#committed`. */
  readonly #compared = new Map<NodeId, number>();
  /** By leader: up to which index its log has been compared with `#committed`, and in which term it led then. */
  readonly #complete = new Map<NodeId, { term: number; index: number }>();

  /** The committed log of the whole cluster, also where every server has compacted it. */
  get entries(): readonly Entry[] {
    return this.#committed.flatMap(({ entry }) => [entry]);
  }

  /** By leader: how far it had counted, and in which membership. */
  readonly #counted = new Map<NodeId, Counted>();

  /** To be called for all observations of one moment before `remember` is called for any. */
  judge(observation: Observation, servers: ReadonlyMap<NodeId, Server>, report: Report): void {
    const { now, before, sameLife } = observation;
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
    if (sameLife && before !== null && lastApplied < before.lastApplied) {
      const detail = `${id} went back from having applied index ${before.lastApplied} to ${lastApplied}.`;
      report(invariants.appliedNeverFalls, detail, [id]);
    }
    if (now.role !== 'leader') return;
    if (hasCommitted(observation)) judgeOwnTerm(now, report);
    if (this.#isAsCommitted(now)) judgeMajority(now, servers, report);
    this.#judgeCompleteness(now, report);
  }

  /** Compares what this server knows to be committed with what any server ever knew, and keeps what is new. */
  remember({ now, newFrom }: Observation, report: Report): void {
    const { id, log, commitIndex } = now;
    const compared = this.#compared.get(id) ?? 0;
    const end = Math.min(commitIndex, lastIndexOf(log));
    for (let index = Math.min(compared + 1, newFrom); index <= end; index += 1) {
      const entry = entryAt(log, index);
      if (entry !== undefined) this.#rememberEntry(now, entry, report);
    }
    this.#compared.set(id, end);
  }

  /** What was committed in an earlier membership is not held against the one of today, which may be larger. */
  #isAsCommitted({ id, currentTerm, commitIndex, configurationIndex }: ServerState): boolean {
    const last = this.#counted.get(id);
    if (last?.term === currentTerm && last.commitIndex === commitIndex) {
      return last.configurationIndex === configurationIndex && last.judges;
    }
    // A new leader begins with what another one counted, perhaps before the membership that is in its log.
    const judges = last?.term === currentTerm || configurationIndex <= commitIndex;
    this.#counted.set(id, { term: currentTerm, commitIndex, configurationIndex, judges });
    return judges;
  }

  #rememberEntry({ id, currentTerm }: ServerState, entry: Entry, report: Report): void {
    const known = this.#committed[entry.index - 1];
    if (known === undefined) {
      this.#committed[entry.index - 1] = { entry, by: id, term: currentTerm };
    } else if (!isSameEntry(known.entry, entry)) {
      const detail = `${known.by} and ${id} have different committed entries at index ${entry.index}.`;
      report(invariants.stateMachineSafety, detail, [known.by, id], { index: entry.index });
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
      report(invariants.leaderCompleteness, detail, [id, committed.by], { index, term: currentTerm });
    }
    this.#complete.set(id, { term: currentTerm, index: this.#committed.length });
  }
}

/** How far the leader has gone in this term since the last look; false at the first look at it as the leader. */
function hasCommitted({ now, before, sameLife }: Observation): boolean {
  const led = sameLife && before?.role === 'leader' && before.currentTerm === now.currentTerm;
  return led && now.commitIndex > before.commitIndex;
}

/** §5.4.2: earlier entries are committed by one of the leader's own term. */
function judgeOwnTerm({ id, commitIndex, log, currentTerm }: ServerState, report: Report): void {
  const term = termAt(log, commitIndex);
  if (term === null || term === currentTerm) return;
  const detail = `${id}, leader of term ${currentTerm}, committed up to entry ${commitIndex} of term ${term}.`;
  report(invariants.committedByOwnTerm, detail, [id], { index: commitIndex });
}

/** A majority of each set in joint consensus (§6). A server of which nothing is known may hold anything. */
function judgeMajority(now: ServerState, servers: ReadonlyMap<NodeId, Server>, report: Report): void {
  const { id, commitIndex, log, configuration } = now;
  const term = termAt(log, commitIndex);
  if (commitIndex === 0 || term === null) return;
  for (const voters of voterSets(configuration)) {
    const without = voters.filter((voter) => lacks(servers.get(voter), commitIndex, term));
    if (voters.length === 0 || voters.length - without.length >= majorityOf(voters.length)) continue;
    const detail = `${id} counts entry ${commitIndex} as committed, and ${without.join(', ')} do not store it.`;
    report(invariants.committedOnMajority, detail, [id, ...without], { index: commitIndex });
  }
}

function lacks(server: Server | undefined, index: number, term: number): boolean {
  if (server === undefined || !server.known || server.log.snapshotIndex > index) return false;
  return termAt(server.log, index) !== term;
}
