/** Who leads, as the servers themselves see it, and handing over the lead (thesis 3.10). */
import type { Reply } from '../contract/lab-api.ts';
import type { RaftNode } from '../node/node.ts';
import type { RequestAnswer, TransferRefusal } from '../raft/duties.ts';
import type { NodeId } from '../raft/types.ts';
import { granted, refused } from './commands.ts';
import type { Member } from './member.ts';
import type { Watch } from './watch.ts';

/** Milliseconds of the lab clock: the leader gives up after one election timeout, a new one needs a few. */
const TRANSFER_LIMIT_MS = 10_000;

const sentences: Readonly<Record<TransferRefusal, (leader: NodeId, target: NodeId) => string>> = {
  notLeader: (leader) => `${leader} does not lead any more. Try again when the new leader is known.`,
  leadsAlready: (leader) => `${leader} leads already.`,
  notMember: (_, target) => `${target} is no member of the cluster. Add it first.`,
  notVoter: (_, target) => `${target} is a learner and cannot lead. Give it a vote first.`,
  inProgress: (leader, target) => `${leader} is handing over to ${target} already.`,
};

export class LeadershipTransfers {
  readonly #members: ReadonlyMap<NodeId, Member>;
  readonly #watch: Watch;

  constructor(members: ReadonlyMap<NodeId, Member>, watch: Watch) {
    this.#members = members;
    this.#watch = watch;
  }

  /** The running leader of the highest term; a cut-off one may think that it leads, too. */
  leader(): RaftNode | null {
    let leader: RaftNode | null = null;
    for (const node of this.running()) {
      if (node.status !== 'up' || node.state.role.kind !== 'leader') continue;
      if (leader === null || node.state.currentTerm > leader.state.currentTerm) leader = node;
    }
    return leader;
  }

  running(): RaftNode[] {
    return [...this.#members.values()].flatMap(({ node }) => (node === null ? [] : [node]));
  }

  transfer(to: NodeId, done: (reply: Reply<null>) => void): void {
    const leader = this.leader();
    if (leader === null) return done(noLeader);
    const term = leader.state.currentTerm;
    leader.transfer(to, (answer) => {
      if (answer === null) return done(refused('outcomeUnknown', `${leader.id} ended before it could hand over.`));
      if (!answer.accepted) return done(refusedTransfer(leader.id, to, answer));
      this.#watch.until(
        () => this.#end(leader, term, to),
        TRANSFER_LIMIT_MS,
        (reply) => done(reply ?? refused('outcomeUnknown', `It is not known whether ${to} leads.`)),
      );
    });
  }

  /** null while it is under way. */
  #end(old: RaftNode, term: number, to: NodeId): Reply<null> | null {
    const { role, currentTerm } = old.state;
    if (role.kind === 'leader' && currentTerm === term) {
      return role.transferTo === to ? null : abandoned(old.id, to);
    }
    const leader = this.leader();
    if (leader === null || leader.state.currentTerm <= term) return null;
    return leader.id === to ? granted(null) : refused('transferRefused', `${leader.id} was elected instead of ${to}.`);
  }
}

export const noLeader = refused('noLeader', 'Nobody leads now. Try again when a leader is elected.');

function refusedTransfer(leader: NodeId, to: NodeId, answer: Extract<RequestAnswer, { accepted: false }>) {
  const say = Object.entries(sentences).find(([why]) => why === answer.why)?.[1];
  return refused('transferRefused', say?.(leader, to) ?? `${leader} refused: ${answer.why}.`);
}

function abandoned(leader: NodeId, to: NodeId): Reply<null> {
  const why = `${to} did not take over within an election timeout, so ${leader} leads on.`;
  return refused('transferRefused', why);
}
