/** Many real servers, harmed on purpose: the whole cluster behind the contract's commands, over any world. */
import type { Params, Reply, Result } from '../contract/lab-api.ts';
import type { NodeTruth } from '../contract/node-truth.ts';
import { addressRecord } from '../node/message-record.ts';
import type { DropReason, Envelope } from '../node/ports.ts';
import { nextRandom } from '../raft/random.ts';
import type { Configuration, NodeId, RaftOptions, RaftState } from '../raft/types.ts';
import type { EventSink } from '../trace/recorder.ts';
import { Links } from '../transport/links.ts';
import { Clients } from './clients.ts';
import { type ClusterCommands, type ClusterMethod, granted, refused } from './commands.ts';
import { Member } from './member.ts';
import { type FaultOrigin, NetworkFaults } from './network-faults.ts';
import { Pace, type PaceMode } from './pace.ts';
import type { World } from './world.ts';

export interface ClusterOptions {
  /** `S1` … `S9`, in order. */
  readonly nodes: readonly NodeId[];
  readonly raft: RaftOptions;
  readonly seed: number;
  /** 1 on the first opening of these disks, one more on each. */
  readonly run: number;
  readonly pace: PaceMode;
  readonly by: FaultOrigin;
  readonly world: World;
  readonly sink: EventSink;
  readonly notice: (sentence: string) => void;
  readonly onStep?: (state: RaftState) => void;
}

export class Cluster {
  readonly members: ReadonlyMap<NodeId, Member>;
  readonly links: Links;
  readonly #options: ClusterOptions;
  readonly #faults: NetworkFaults;
  readonly #pace: Pace;
  readonly #clients: Clients;
  readonly #commands: ClusterCommands;
  #random: number;

  constructor(options: ClusterOptions) {
    const { nodes, world, sink, seed, run, by } = options;
    this.#options = options;
    this.#random = seed >>> 0;
    this.links = new Links({
      clock: world.clock,
      random: () => this.#fraction(),
      dropped: (envelope, why) => this.#recordLoss('msg.drop', envelope, why),
      duplicated: (envelope) => this.#recordLoss('msg.duplicate', envelope, 'duplicated'),
      held: (envelope) => this.#recordLoss('msg.hold', envelope, 'held'),
    });
    this.members = new Map(nodes.map((id) => [id, this.#member(id)]));
    this.#faults = new NetworkFaults(this.links, sink, nodes, by);
    this.#pace = new Pace(world.clock, this.links, sink);
    this.#clients = new Clients({ world, links: this.links, sink, nodes, run });
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
      'client.submit': ({ client, operation, target }, done) =>
        this.#clients.submit(client, operation, target ?? null, done),
      'trace.note': ({ text }, done) => {
        this.#options.sink.record({ ev: 'note', node: 'lab', note: { text } });
        done(granted(null));
      },
    };
  }

  #member(id: NodeId): Member {
    const { world, sink, raft, seed, nodes, notice, onStep } = this.#options;
    const configuration: Configuration = { voters: nodes, outgoing: [], learners: [] };
    return new Member(id, { world, links: this.links, sink, configuration, options: raft, seed, notice, onStep });
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
