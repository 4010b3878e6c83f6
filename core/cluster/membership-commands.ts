/** The contract's member.* commands: names are chosen, servers made and started, then the membership is changed (§6). */
import type { Reply } from '../contract/lab-api.ts';
import type { NodeId } from '../raft/types.ts';
import type { EventSink } from '../trace/recorder.ts';
import { type ClusterCommands, granted } from './commands.ts';
import type { LeadershipTransfers } from './leadership.ts';
import type { Member } from './member.ts';
import { Membership } from './membership.ts';
import type { Watch } from './watch.ts';

export interface MembershipCommandsOptions {
  readonly members: Map<NodeId, Member>;
  readonly leadership: LeadershipTransfers;
  readonly watch: Watch;
  readonly sink: EventSink;
  /** Names of servers that were taken out in earlier runs. */
  readonly removed: readonly NodeId[];
  readonly create: (node: NodeId) => Member;
  readonly onMember?: (node: NodeId, stage: 'joined' | 'removed') => void;
}

type MemberCommand = Extract<keyof ClusterCommands, `member.${string}`>;

const MOST_NAMES = 99;

export class MembershipCommands {
  readonly #options: MembershipCommandsOptions;
  readonly #membership: Membership;

  constructor(options: MembershipCommandsOptions) {
    this.#options = options;
    this.#membership = new Membership({
      leadership: options.leadership,
      watch: options.watch,
      bringUp: (node, done) => this.#bringUp(node, done),
      tell: (node, stage, detail) => this.#tell(node, stage, detail),
    });
  }

  table(): Pick<ClusterCommands, MemberCommand> {
    return {
      'member.add': ({ node, as }, done) => {
        const name = node ?? this.#freeName();
        this.#membership.add(name, as, (reply) => done(this.#named(name, reply)));
      },
      'member.remove': ({ node }, done) => this.#membership.remove(node, done),
      'member.replace': ({ node, by }, done) => {
        const name = by ?? this.#freeName();
        this.#membership.replace(node, name, (reply) => done(this.#named(name, reply)));
      },
      'member.change': ({ voters, learners, leave }, done) =>
        this.#membership.changeTo(voters, learners, leave === 'automatic', done),
      'member.leaveJoint': (_, done) => this.#membership.leaveJoint(done),
    };
  }

  #named(node: NodeId, reply: Reply<null>): Reply<{ readonly node: string; readonly address: string | null }> {
    const address = this.#options.members.get(node)?.address ?? null;
    return reply.ok ? granted({ node, address }) : reply;
  }

  #bringUp(node: NodeId, done: (reply: Reply<null>) => void): void {
    const { members, create, onMember } = this.#options;
    const known = members.get(node);
    const member = known ?? create(node);
    if (known === undefined) {
      members.set(node, member);
      onMember?.(node, 'joined');
      this.#tell(node, 'added', null);
    }
    if (member.node !== null) return done(granted(null));
    member.start(done);
  }

  #tell(node: NodeId, stage: 'added' | 'catchingUp' | 'promoted' | 'removed' | 'failed', detail: string | null): void {
    const address = this.#options.members.get(node)?.address ?? null;
    if (stage === 'removed') this.#options.onMember?.(node, 'removed');
    this.#options.sink.record({ ev: 'lab.member', node: 'lab', member: { node, address, stage, detail } });
  }

  /** A name is never given twice, so that nobody's old messages are taken for a new server's. */
  #freeName(): NodeId {
    const { members, removed } = this.#options;
    for (let number = 1; number <= MOST_NAMES; number++) {
      const name = `S${number}`;
      if (!members.has(name) && !removed.includes(name)) return name;
    }
    return `S${MOST_NAMES}`;
  }
}
