/** Many real servers, harmed on purpose: the whole cluster behind the contract's commands, over any world. */
import type { Params, RaftRules, Reply, Result } from '../contract/lab-api.ts';
import type { NodeTruth } from '../contract/node-truth.ts';
import { addressRecord } from '../node/message-record.ts';
import type { Flaw } from '../node/node-options.ts';
import type { DropReason, Envelope } from '../node/ports.ts';
import { simpleConfiguration } from '../raft/membership.ts';
import { nextRandom } from '../raft/random.ts';
import type { Configuration, NodeId, RaftOptions, RaftState } from '../raft/types.ts';
import type { EventSink } from '../trace/recorder.ts';
import { Links } from '../transport/links.ts';
import { Clients } from './clients.ts';
import { type ClusterCommands, type ClusterMethod, granted, refused } from './commands.ts';
import { LeadershipTransfers } from './leadership.ts';
import { Member } from './member.ts';
import { MembershipCommands } from './membership-commands.ts';
import { type FaultOrigin, NetworkFaults } from './network-faults.ts';
import { Pace, type PaceMode } from './pace.ts';
import { rulesOf, withRules } from './rules.ts';
import { Watch } from './watch.ts';
import type { World } from './world.ts';

export interface ClusterOptions {
  /** The servers that the cluster was created with, `S1` … in order. */
  readonly nodes: readonly NodeId[];
  /** Servers that joined in an earlier run; they start with an empty membership and learn it from their log. */
  readonly joined?: readonly NodeId[];
  /** Servers of either kind that were taken out in an earlier run: they are not started, and their names are taken. */
  readonly removed?: readonly NodeId[];
  /** A server joined or left for good, so that the next run knows. */
  readonly onMember?: (node: NodeId, stage: 'joined' | 'removed') => void;
  readonly raft: RaftOptions;
  /** A planted mistake in every server, for a class to find (core/zoo). */
  readonly flaw?: Flaw;
  readonly seed: number;
  readonly pace: PaceMode;
  readonly by: FaultOrigin;
  readonly world: World;
  readonly sink: EventSink;
  readonly notice: (sentence: string) => void;
  readonly onStep?: (state: RaftState) => void;
}

/** A server that joins knows of no member until its leader tells it (§6). */
const nobody = simpleConfiguration([]);

export class Cluster {
  readonly members: ReadonlyMap<NodeId, Member>;
  readonly leadership: LeadershipTransfers;
  readonly links: Links;
  readonly #members = new Map<NodeId, Member>();
  readonly #options: ClusterOptions;
  readonly #faults: NetworkFaults;
  readonly #pace: Pace;
  readonly #clients: Clients;
  readonly #watch: Watch;
  readonly #membership: MembershipCommands;
  readonly #commands: ClusterCommands;
  #raft: RaftOptions;
  #random: number;

  constructor(options: ClusterOptions) {
    const { nodes, joined = [], removed = [], raft, world, sink, seed, by } = options;
    this.#options = options;
    this.#raft = raft;
    this.#watch = new Watch(world.clock);
    this.members = this.#members;
    this.leadership = new LeadershipTransfers(this.#members, this.#watch);
    this.#random = seed >>> 0;
    this.links = new Links({
      clock: world.clock,
      random: () => this.#fraction(),
      dropped: (envelope, why) => this.#recordLoss('msg.drop', envelope, why),
      duplicated: (envelope) => this.#recordLoss('msg.duplicate', envelope, 'duplicated'),
      held: (envelope) => this.#recordLoss('msg.hold', envelope, 'held'),
    });
    const stays = (id: NodeId) => !removed.includes(id);
    for (const id of nodes.filter(stays)) this.#members.set(id, this.#member(id, simpleConfiguration(nodes)));
    for (const id of joined.filter(stays)) this.#members.set(id, this.#member(id, nobody));
    const names = () => [...this.#members.keys()];
    this.#faults = new NetworkFaults(this.links, sink, names, by);
    this.#pace = new Pace(world.clock, this.links, sink);
    this.#clients = new Clients({ world, links: this.links, sink, nodes: names });
    this.#membership = new MembershipCommands({
      members: this.#members,
      leadership: this.leadership,
      watch: this.#watch,
      sink,
      removed,
      create: (id) => this.#member(id, nodes.includes(id) ? simpleConfiguration(nodes) : nobody),
      ...(options.onMember === undefined ? {} : { onMember: options.onMember }),
    });
    this.#commands = this.#commandTable();
  }

  /** Starts every node; `done` comes when each is running or halted. */
  start(done: () => void): void {
    this.#pace.set(this.#options.pace);
    this.#forEachMember((member, next) => member.start(next), done);
  }

  /** Ends in good order, so that the same disks can be opened again. */
  stop(done: () => void): void {
    this.#clients.close(() => this.#forEachMember((member, next) => member.stop(next), done));
  }

  /** Every call is an event of the trace, so that a session reads as a script; a submission is client.invoke already. */
  call<Method extends ClusterMethod>(
    method: Method,
    params: Params<Method>,
    done: (reply: Reply<Result<Method>>) => void,
  ): void {
    if (method !== 'cluster.inspect' && method !== 'client.submit') {
      this.#options.sink.record({ ev: 'lab.call', node: 'lab', call: { method, params: JSON.stringify(params) } });
    }
    this.#commands[method](params, done);
  }

  inspect(): NodeTruth[] {
    return [...this.members.values()].map((member) => member.truth());
  }

  #commandTable(): ClusterCommands {
    return {
      'cluster.inspect': (_, done) => done(granted(this.inspect())),
      'node.crash': ({ node }, done) => this.#onMember(node, done, (member) => member.crash(done)),
      'node.restart': ({ node }, done) => this.#onMember(node, done, (member) => member.start(done)),
      'node.pause': ({ node }, done) => this.#onMember(node, done, (member) => member.pause(done)),
      'node.resume': ({ node }, done) => this.#onMember(node, done, (member) => member.resume(done)),
      'node.snapshot': ({ node }, done) => this.#onMember(node, done, (member) => member.snapshot(this.#watch, done)),
      'cluster.rules': ({ rules }, done) => {
        this.setRules(rules);
        done(granted(null));
      },
      ...this.#membership.table(),
      'leader.transfer': ({ to }, done) => this.#onMember(to, done, () => this.leadership.transfer(to, done)),
      'node.timeout': ({ node }, done) => this.#onMember(node, done, (member) => member.timeoutNow(done)),
      'link.set': (rule, done) => this.#onLink(rule, done, () => this.#faults.setLink(rule)),
      'link.cut': (link, done) => this.#onLink(link, done, () => this.#faults.cutLink(link.from, link.to, true)),
      'link.heal': (link, done) => this.#onLink(link, done, () => this.#faults.cutLink(link.from, link.to, false)),
      'network.isolate': ({ node }, done) =>
        this.#onMember(node, done, () => {
          this.#faults.isolate(node);
          done(granted(null));
        }),
      'network.partition': ({ groups }, done) => done(this.#partition(groups)),
      'network.heal': (_, done) => {
        this.#faults.heal();
        done(granted(null));
      },
      'clock.pace': ({ mode }, done) => {
        this.#pace.set(mode);
        done(granted(null));
      },
      'message.next': (_, done) => done(this.#pace.next()),
      'message.deliver': ({ id }, done) => done(this.links.deliver(id) ? granted(null) : noSuchMessage(id)),
      'message.drop': ({ id }, done) => done(this.links.drop(id) ? granted(null) : noSuchMessage(id)),
      'client.submit': ({ client, operation, target, read }, done) =>
        this.#clients.submit(client, operation, { target: target ?? null, read: read ?? this.#usualRead() }, done),
      'trace.note': ({ text }, done) => {
        this.#options.sink.record({ ev: 'note', node: 'lab', note: { text } });
        done(granted(null));
      },
    };
  }

  get rules(): RaftOptions {
    return this.#raft;
  }

  /** On every server, running or not, at once. */
  setRules(rules: RaftRules): void {
    this.#raft = withRules(this.#raft, rules);
    for (const { node } of this.#members.values()) node?.configure(this.#raft);
    this.#options.sink.record({ ev: 'lab.rules', node: 'lab', rules: rulesOf(this.#raft) });
  }

  #member(id: NodeId, configuration: Configuration): Member {
    const { world, sink, seed, notice, flaw, onStep } = this.#options;
    return new Member(id, {
      world,
      links: this.links,
      sink,
      configuration,
      options: () => this.#raft,
      seed,
      flaw,
      notice,
      onStep: (state) => {
        onStep?.(state);
        this.#watch.look();
      },
    });
  }

  /** How a get travels when nobody says so (thesis 6.4). */
  #usualRead(): 'linearizable' | null {
    return this.#raft.reads === 'log' ? null : 'linearizable';
  }

  #onMember(node: NodeId, done: (reply: Reply<never>) => void, act: (member: Member) => void): void {
    const member = this.members.get(node);
    if (member === undefined) done(this.#unknown(node));
    else act(member);
  }

  #onLink(
    { from, to }: { readonly from: string; readonly to: string },
    done: (reply: Reply<null>) => void,
    act: () => void,
  ) {
    const unknown = [from, to].find((end) => end.startsWith('S') && !this.members.has(end));
    if (unknown !== undefined) return done(this.#unknown(unknown));
    if (from === to)
      return done(refused('badParams', `A link leads from one place to another, not from ${from} to itself.`));
    act();
    done(granted(null));
  }

  #partition(groups: readonly (readonly NodeId[])[]): Reply<null> {
    const named = groups.flat();
    const unknown = named.find((node) => !this.members.has(node));
    if (unknown !== undefined) return this.#unknown(unknown);
    const twice = named.find((node, at) => named.indexOf(node) !== at);
    if (twice !== undefined) return refused('badParams', `${twice} stands in two groups; it can be in one only.`);
    this.#faults.partition(groups);
    return granted(null);
  }

  #unknown(node: string): Reply<never> {
    const ids = [...this.members.keys()];
    return refused('nodeUnknown', `There is no ${node} in this cluster: it has ${ids[0]} to ${ids.at(-1)}.`);
  }

  #forEachMember(act: (member: Member, next: () => void) => void, done: () => void): void {
    let open = this.members.size;
    for (const member of this.members.values()) {
      act(member, () => {
        open -= 1;
        if (open === 0) done();
      });
    }
  }

  #fraction(): number {
    const { state, fraction } = nextRandom(this.#random);
    this.#random = state;
    return fraction;
  }

  /** What the network does to a message belongs to the lab, not to either end. */
  #recordLoss(
    ev: 'msg.drop' | 'msg.duplicate' | 'msg.hold',
    { id, body }: Envelope,
    why: DropReason | 'duplicated' | 'held',
  ) {
    this.#options.sink.record({ ev, node: 'lab', msg: addressRecord(id, body), why });
  }
}

function noSuchMessage(id: string): Reply<never> {
  return refused('messageUnknown', `Message ${id} is not held any more.`);
}
