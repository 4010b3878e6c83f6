/** Which events show what: where a server began to lead, gave its vote, stored, committed and applied an entry. */
import type { NodeId } from '../../raft/types.ts';
import type { TraceEvent } from '../../trace/events.ts';
import { type About, type Invariant, invariants } from '../violation.ts';

type Proof = 'led' | 'voted' | 'appended' | 'committed' | 'applied';

/** What shows it, the best first. Of the others, where the entry they are about was stored. */
const proofs: Partial<Record<Invariant, readonly Proof[]>> = {
  [invariants.electionSafety]: ['led'],
  [invariants.oneVotePerTerm]: ['voted'],
  [invariants.leaderCompleteness]: ['led', 'committed'],
  [invariants.stateMachineSafety]: ['applied', 'committed', 'appended'],
  [invariants.appliedInOrder]: ['applied'],
  [invariants.committedByOwnTerm]: ['committed'],
};

class Deeds {
  /** By term. */
  readonly led = new Map<number, number>();
  readonly voted = new Map<number, number[]>();
  /** By index. */
  readonly appended: number[] = [];
  readonly committed: number[] = [];
  readonly applied: number[] = [];
  last = 0;
  vote = '';
}

export class Evidence {
  readonly #deeds = new Map<NodeId, Deeds>();

  hear(event: TraceEvent): void {
    if (!('state' in event) || event.state === undefined) return;
    const deeds = this.#deedsOf(event.node);
    const { seq } = event;
    const { currentTerm, votedFor } = event.state;
    deeds.last = seq;
    if (votedFor !== null) keepVote(deeds, currentTerm, votedFor, seq);
    switch (event.ev) {
      case 'raft.role':
        if (event.role.to === 'leader') deeds.led.set(currentTerm, seq);
        return;
      case 'log.append':
        for (const { index } of event.append.entries) deeds.appended[index] = seq;
        return;
      case 'log.restore':
        for (const { index } of event.restore.entries) deeds.appended[index] = seq;
        return;
      case 'log.commit':
        for (let index = event.commit.from + 1; index <= event.commit.to; index += 1) deeds.committed[index] ??= seq;
        return;
      case 'log.apply':
        for (const { index } of event.apply.entries) deeds.applied[index] ??= seq;
    }
  }

  /** The events that show it, of each of these servers. */
  of(invariant: Invariant, nodes: readonly NodeId[], about: About): number[] {
    return nodes.flatMap((node) => {
      const deeds = this.#deedsOf(node);
      for (const proof of proofs[invariant] ?? ['appended']) {
        const found = proofIn(deeds, proof, about);
        if (found.length > 0) return found;
      }
      return deeds.last === 0 ? [] : [deeds.last];
    });
  }

  #deedsOf(node: NodeId): Deeds {
    const known = this.#deeds.get(node);
    if (known !== undefined) return known;
    const fresh = new Deeds();
    this.#deeds.set(node, fresh);
    return fresh;
  }
}

function keepVote(deeds: Deeds, term: number, votedFor: NodeId, seq: number): void {
  const vote = `${term} ${votedFor}`;
  if (vote === deeds.vote) return;
  deeds.vote = vote;
  deeds.voted.set(term, [...(deeds.voted.get(term) ?? []), seq]);
}

function proofIn(deeds: Deeds, proof: Proof, { index = 0, term = 0 }: About): number[] {
  switch (proof) {
    case 'led': {
      const seq = deeds.led.get(term);
      return seq === undefined ? [] : [seq];
    }
    case 'voted':
      return deeds.voted.get(term) ?? [];
    case 'appended':
    case 'committed':
    case 'applied': {
      const seq = deeds[proof][index];
      return seq === undefined ? [] : [seq];
    }
    default:
      return proof satisfies never;
  }
}
