/** Changing the membership of a running cluster (§6): who comes catches up as a learner first (thesis 4.2.1). */
import type { Reply } from '../contract/lab-api.ts';
import type { RaftNode } from '../node/node.ts';
import type { ConfigurationChange, MembershipOperation, RequestAnswer } from '../raft/duties.ts';
import { termAt } from '../raft/log.ts';
import { isJoint } from '../raft/membership.ts';
import { members as membersOf } from '../raft/quorum.ts';
import type { Configuration, NodeId, RaftState } from '../raft/types.ts';
import { changeSentence } from './change-words.ts';
import { granted, refused } from './commands.ts';
import { type LeadershipTransfers, noLeader } from './leadership.ts';
import type { Watch } from './watch.ts';

export interface MembershipOptions {
  readonly leadership: LeadershipTransfers;
  readonly watch: Watch;
  /** Makes the server if it is new, starts it if it is down, and tells when it runs. */
  readonly bringUp: (node: NodeId, done: (reply: Reply<null>) => void) => void;
  /** For the trace. */
  readonly tell: (node: NodeId, stage: 'catchingUp' | 'promoted' | 'removed' | 'failed', detail: string | null) => void;
}

type Done = (reply: Reply<null>) => void;

/** Milliseconds of the lab clock. */
const COMMIT_LIMIT_MS = 30_000;
const CATCH_UP_LIMIT_MS = 120_000;
export const MOST_MEMBERS = 9;

export class Membership {
  readonly #options: MembershipOptions;

  constructor(options: MembershipOptions) {
    this.#options = options;
  }

  /** The membership in force at the leader; null while nobody leads. */
  inForce(): Configuration | null {
    return this.#options.leadership.leader()?.state.log.configuration ?? null;
  }

  add(node: NodeId, as: 'voter' | 'learner', done: Done): void {
    this.#enter([node], done, () => {
      if (as === 'learner') return done(granted(null));
      const change: ConfigurationChange = { kind: 'simple', operations: [{ op: 'voter', id: node }] };
      this.#whenCaughtUp([node], done, () => this.#change(change, done, [node]));
    });
  }

  remove(node: NodeId, done: Done): void {
    this.#change({ kind: 'simple', operations: [{ op: 'remove', id: node }] }, (reply) => {
      if (reply.ok) this.#options.tell(node, 'removed', null);
      done(reply);
    });
  }

  replace(node: NodeId, by: NodeId, done: Done): void {
    const operations: MembershipOperation[] = [
      { op: 'remove', id: node },
      { op: 'voter', id: by },
    ];
    this.#enter([by], done, () =>
      this.#whenCaughtUp([by], done, () =>
        this.#change(
          { kind: 'joint', operations, autoLeave: true },
          (reply) => {
            if (reply.ok) this.#options.tell(node, 'removed', null);
            done(reply);
          },
          [by],
        ),
      ),
    );
  }

  /** Any membership, through C-old,new. */
  changeTo(voters: readonly NodeId[], learners: readonly NodeId[], autoLeave: boolean, done: Done): void {
    const now = this.inForce();
    if (now === null) return done(noLeader);
    const known = membersOf(now);
    const staying = new Set([...voters, ...learners]);
    const operations: MembershipOperation[] = [
      ...known.filter((id) => !staying.has(id)).map((id) => ({ op: 'remove', id }) as const),
      ...voters.map((id) => ({ op: 'voter', id }) as const),
      ...learners.map((id) => ({ op: 'learner', id }) as const),
    ];
    const coming = [...staying].filter((id) => !known.includes(id));
    const decide = () => this.#change({ kind: 'joint', operations, autoLeave }, done, coming);
    if (coming.length === 0) return decide();
    this.#enter(coming, done, () => this.#whenCaughtUp(coming, done, decide));
  }

  leaveJoint(done: Done): void {
    this.#change({ kind: 'leaveJoint' }, done);
  }

  /** Brings the servers up and makes them learners, all in one change. */
  #enter(nodes: readonly NodeId[], failed: Done, then: () => void): void {
    const now = this.inForce();
    if (now === null) return failed(noLeader);
    const member = nodes.find((id) => membersOf(now).includes(id));
    if (member !== undefined) return failed(refused('changeRefused', `${member} is a member already.`));
    if (membersOf(now).length + nodes.length > MOST_MEMBERS) {
      return failed(refused('tooManyNodes', `A cluster has at most ${MOST_MEMBERS} members. Remove one first.`));
    }
    let open = nodes.length;
    let refusal: Reply<null> | null = null;
    for (const node of nodes) {
      this.#options.bringUp(node, (reply) => {
        if (!reply.ok) refusal ??= reply;
        open -= 1;
        if (open > 0) return;
        if (refusal !== null) return failed(refusal);
        this.#makeLearners(nodes, failed, then);
      });
    }
  }

  #makeLearners(nodes: readonly NodeId[], failed: Done, then: () => void): void {
    const operations = nodes.map((id) => ({ op: 'learner', id }) as const);
    this.#change({ kind: 'simple', operations }, (reply) => {
      for (const node of nodes) this.#options.tell(node, reply.ok ? 'catchingUp' : 'failed', textOf(reply));
      if (reply.ok) then();
      else failed(reply);
    });
  }

  /** A new leader counts rounds anew, so this only ends when the leader of the moment says so. */
  #whenCaughtUp(nodes: readonly NodeId[], failed: Done, then: () => void): void {
    const { leadership, watch } = this.#options;
    const isReady = (leader: RaftNode) =>
      nodes.every((id) => {
        const progress = leader.state.role.kind === 'leader' ? leader.state.role.progress.get(id) : undefined;
        return progress?.catchUp?.isDone === true && progress.mode === 'replicate';
      });
    const find = () => {
      const leader = leadership.leader();
      return leader !== null && isReady(leader) ? true : null;
    };
    watch.until(find, CATCH_UP_LIMIT_MS, (found) => {
      if (found !== null) return then();
      const detail = `${nodes.join(', ')} did not catch up in time and stays a learner. Promote it later, or remove it.`;
      for (const node of nodes) this.#options.tell(node, 'failed', detail);
      failed(refused('changeRefused', detail));
    });
  }

  /** Asks the leader for the change and waits until a leader has committed it, or has lost it. */
  #change(change: ConfigurationChange, done: Done, promoted: readonly NodeId[] = []): void {
    const leader = this.#options.leadership.leader();
    if (leader === null) return done(noLeader);
    leader.change(change, (answer) => {
      if (answer === null) return done(refused('outcomeUnknown', `${leader.id} ended before it came to the change.`));
      if (!answer.accepted) return done(refusedChange(answer));
      this.#untilCommitted(leader, answer.index ?? 0, change, (reply) => {
        if (reply.ok) for (const node of promoted) this.#options.tell(node, 'promoted', null);
        done(reply);
      });
    });
  }

  /** The entry of this index and term, committed, is the change; another term there has replaced it. */
  #untilCommitted(asked: RaftNode, index: number, change: ConfigurationChange, done: Done): void {
    const term = asked.state.currentTerm;
    let isCommitted = false;
    const find = (): Reply<null> | null => {
      for (const { state } of this.#options.leadership.running()) {
        if (state.commitIndex < index) continue;
        isCommitted ||= termAt(state.log, index) === term;
        if (!isCommitted) return overwritten;
        if (isOver(change, state)) return granted(null);
      }
      return null;
    };
    const unknown = refused('outcomeUnknown', 'The change is in the log and not committed: no majority has it.');
    this.#options.watch.until(find, COMMIT_LIMIT_MS, (reply) => done(reply ?? unknown));
  }
}

const overwritten = refused('changeRefused', 'A new leader has overwritten the change. Ask again.');

/** A joint change that leaves by itself is over with its second entry (§6). */
function isOver(change: ConfigurationChange, { log, commitIndex }: RaftState): boolean {
  if (change.kind !== 'joint' || !change.autoLeave) return true;
  return !isJoint(log.configuration) && log.configurationIndex <= commitIndex;
}

function refusedChange(answer: Extract<RequestAnswer, { accepted: false }>): Reply<null> {
  return answer.why === 'notLeader' ? noLeader : refused('changeRefused', changeSentence(answer.why));
}

function textOf(reply: Reply<null>): string | null {
  return reply.ok ? null : reply.error.message;
}
