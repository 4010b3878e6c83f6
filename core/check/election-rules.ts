/** Election Safety (§5.2, Figure 3), and the votes and terms it rests on. */
import type { NodeId } from '../raft/types.ts';
import type { Observation } from './observation.ts';
import type { ServerState } from './server-state.ts';
import { invariants, type Report } from './violation.ts';

interface Ballot {
  readonly term: number;
  readonly vote: NodeId | null;
}

export class ElectionRules {
  readonly #leaders = new Map<number, NodeId>();
  /** By server: the term and vote as last seen, and as last known to be safe on disk. */
  readonly #seen = new Map<NodeId, Ballot>();
  readonly #safe = new Map<NodeId, Ballot>();

  judge({ now, sameLife }: Observation, report: Report): void {
    this.#judgeBallot(now, sameLife, report);
    if (now.role === 'leader') this.#judgeLeader(now, report);
  }

  /** A crash may lose what was not safe on disk yet: no message with it had left. */
  #judgeBallot({ id, currentTerm, votedFor, safe }: ServerState, sameLife: boolean, report: Report): void {
    const past = sameLife ? this.#seen.get(id) : this.#safe.get(id);
    const pastVote = past?.term === currentTerm ? past.vote : null;
    if (past !== undefined && currentTerm < past.term) {
      report(invariants.termNeverFalls, `${id} went back from term ${past.term} to term ${currentTerm}.`, [id]);
    }
    if (pastVote !== null && votedFor !== null && votedFor !== pastVote) {
      const detail = `${id} voted for ${pastVote} and for ${votedFor} in term ${currentTerm}.`;
      report(invariants.oneVotePerTerm, detail, [id], { term: currentTerm });
    }
    const ballot = { term: currentTerm, vote: votedFor ?? pastVote };
    this.#seen.set(id, ballot);
    if (safe) this.#safe.set(id, ballot);
  }

  #judgeLeader({ id, currentTerm }: ServerState, report: Report): void {
    const leader = this.#leaders.get(currentTerm);
    if (leader === undefined) this.#leaders.set(currentTerm, id);
    else if (leader !== id) {
      const detail = `${leader} and ${id} both led term ${currentTerm}.`;
      report(invariants.electionSafety, detail, [leader, id], { term: currentTerm });
    }
  }
}
