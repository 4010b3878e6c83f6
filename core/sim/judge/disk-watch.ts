/** What must be on disks when it counts: the votes of a new leader (§5.2) and what a leader commits (§5.3, Figure 2). */
import type { Stored } from '../../node/ports.ts';
import { termAt } from '../../raft/log.ts';
import { voterSets } from '../../raft/quorum.ts';
import type { NodeId, RaftState } from '../../raft/types.ts';

type Complain = (invariant: string, detail: string, nodes: readonly NodeId[]) => void;

/**
 * Messages speak of disks, so a server that says something before its disk has it is found at the moment it matters,
 * and not only when a crash happens to hit.
 */
export class DiskWatch {
  readonly #disks: (node: NodeId) => Stored;
  readonly #complain: Complain;
  /** By server: the term it was last seen leading, and its commitIndex then. */
  readonly #led = new Map<NodeId, { term: number; commitIndex: number }>();

  constructor(disks: (node: NodeId) => Stored, complain: Complain) {
    this.#disks = disks;
    this.#complain = complain;
  }

  afterStep(state: RaftState): void {
    if (state.role.kind !== 'leader') return;
    const { id, currentTerm, commitIndex } = state;
    const seen = this.#led.get(id);
    if (seen === undefined || seen.term < currentTerm) {
      this.#judgeVotes(state);
      this.#led.set(id, { term: currentTerm, commitIndex });
    } else if (seen.commitIndex < commitIndex) {
      this.#judgeCommit(state);
      seen.commitIndex = commitIndex;
    }
  }

  /** A voter may have gone on to a later term since; in this term its disk names this leader. */
  #judgeVotes({ id, currentTerm, log }: RaftState): void {
    for (const voters of voterSets(log.configuration)) {
      if (voters.length === 1 && voters.includes(id)) continue;
      const without = voters.filter((voter) => {
        const { hardState } = this.#disks(voter);
        return hardState.currentTerm === currentTerm ? hardState.votedFor !== id : hardState.currentTerm < currentTerm;
      });
      if (hasMajority(voters, without)) continue;
      const detail = `${id} leads term ${currentTerm}, and the disks of ${without.join(', ')} hold no vote for it.`;
      this.#complain('Votes Are on Disk', detail, [id, ...without]);
    }
  }

  #judgeCommit({ id, commitIndex, log }: RaftState): void {
    const term = termAt(log, commitIndex);
    if (term === null) return;
    for (const voters of voterSets(log.configuration)) {
      const without = voters.filter((voter) => !holds(this.#disks(voter), commitIndex, term));
      if (hasMajority(voters, without)) continue;
      const detail = `${id} committed entry ${commitIndex}, and the disks of ${without.join(', ')} do not hold it.`;
      this.#complain('Committed Is on Disks', detail, [id, ...without]);
    }
  }
}

/** A snapshot holds all that it stands for (§7). */
function holds({ snapshot, entries }: Stored, index: number, term: number): boolean {
  const snapshotIndex = snapshot?.lastIncludedIndex ?? 0;
  return index <= snapshotIndex || entries[index - snapshotIndex - 1]?.term === term;
}

function hasMajority(voters: readonly NodeId[], without: readonly NodeId[]): boolean {
  return 2 * (voters.length - without.length) > voters.length;
}
