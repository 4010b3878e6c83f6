/** Random faults in random order: crashes, pauses, cuts, bad links, slow and broken disks, early timeouts. */
import type { Cluster } from '../cluster/cluster.ts';
import type { ClusterMethod } from '../cluster/commands.ts';
import type { Params } from '../contract/lab-api.ts';
import type { NodeId } from '../raft/types.ts';
import type { TraceEvent } from '../trace/events.ts';
import type { Dice } from './dice.ts';
import { type HuntSettings, LeaderHunt } from './leader-hunt.ts';
import type { VirtualWorld } from './virtual-world.ts';

/** How often each fault hit; a fault counts when the cluster took it. */
export interface FaultCounts {
  crashes: number;
  pauses: number;
  cuts: number;
  badLinks: number;
  diskFaults: number;
  timeouts: number;
}

interface Fault {
  readonly weight: number;
  readonly strike: () => void;
}

/** What a storm is made of; microseconds, least and most. */
interface Weather {
  /** Between two faults. */
  readonly pause: readonly [number, number];
  /** How long a server stays down or paused, and a struck leader cut off. */
  readonly outage: readonly [number, number];
  readonly leaders: HuntSettings;
}

/** Everything at random, or one leader after the other. */
const weathers: readonly Weather[] = [
  { pause: [40_000, 500_000], outage: [20_000, 1_200_000], leaders: { share: 0.3, time: [0, 25_000] } },
  { pause: [200_000, 900_000], outage: [100_000, 800_000], leaders: { share: 0.95, time: [0, 60_000] } },
];

export class Storm {
  readonly counts: FaultCounts = { crashes: 0, pauses: 0, cuts: 0, badLinks: 0, diskFaults: 0, timeouts: 0 };
  readonly #cluster: Cluster;
  readonly #world: VirtualWorld;
  readonly #dice: Dice;
  readonly #nodes: readonly NodeId[];
  readonly #faults: readonly Fault[];
  readonly #weather: Weather;
  readonly #hunt: LeaderHunt;
  #over = false;

  constructor(cluster: Cluster, world: VirtualWorld, dice: Dice) {
    this.#cluster = cluster;
    this.#world = world;
    this.#dice = dice;
    this.#nodes = [...cluster.members.keys()];
    this.#weather = dice.pick(weathers);
    this.#hunt = new LeaderHunt(this.#weather.leaders, dice, (micros, node) => this.#strikeLeader(micros, node));
    this.#faults = [
      { weight: 4, strike: () => this.#crash(dice.pick(this.#nodes)) },
      { weight: 5, strike: () => this.#crash(this.#leader()) },
      { weight: 1, strike: () => this.#crashAll() },
      { weight: 2, strike: () => this.#pause(dice.happens(0.5) ? this.#leader() : dice.pick(this.#nodes)) },
      { weight: 3, strike: () => this.#isolate(dice.happens(0.6) ? this.#leader() : dice.pick(this.#nodes)) },
      { weight: 4, strike: () => this.#partition() },
      { weight: 3, strike: () => this.#cutOneWay() },
      { weight: 7, strike: () => this.#spoilLinks() },
      { weight: 5, strike: () => this.#call('network.heal', {}) },
      { weight: 3, strike: () => this.#slowDisk(dice.pick(this.#nodes)) },
      { weight: 1, strike: () => this.#breakDisk(dice.pick(this.#nodes)) },
      { weight: 3, strike: () => this.#timeout(dice.pick(this.#nodes)) },
    ];
  }

  /** How many faults have hit. */
  get strikes(): number {
    return Object.values(this.counts).reduce((sum, count) => sum + count, 0);
  }

  start(): void {
    this.#world.clock.setTimer(this.#dice.whole(...this.#weather.pause), () => {
      if (this.#over) return;
      this.#dice.pickWeighted(this.#faults).strike();
      this.start();
    });
  }

  /** To be told of every event. */
  hear(event: TraceEvent): void {
    if (!this.#over) this.#hunt.hear(event);
  }

  #strikeLeader(micros: number, node: NodeId): void {
    const { strike } = this.#dice.pickWeighted([
      { weight: 2, strike: () => this.#crash(node) },
      { weight: 6, strike: () => this.#cutOff(node) },
      { weight: 2, strike: () => this.#slowDisk(node) },
    ]);
    this.#world.clock.setTimer(micros, () => {
      if (!this.#over) strike();
    });
  }

  /** All faults end: links are whole, disks fast, paused servers go on, and whoever is down is started again. */
  end(): void {
    this.#over = true;
    this.#call('network.heal', {});
    for (const node of this.#nodes) {
      this.#world.disk(node)?.setDelay(0);
      this.#call('node.resume', { node });
    }
    this.#startAll();
  }

  /** Again and again: one that is just going down refuses to start, and a broken disk may still be found later. */
  #startAll(): void {
    for (const [node, member] of this.#cluster.members) if (member.node === null) this.#call('node.restart', { node });
    this.#world.clock.setTimer(50_000, () => this.#startAll());
  }

  #leader(): NodeId {
    const leads = (node: NodeId) => this.#cluster.members.get(node)?.node?.state.role.kind === 'leader';
    return this.#nodes.find(leads) ?? this.#dice.pick(this.#nodes);
  }

  #crash(node: NodeId): void {
    this.#harm('crashes', 'node.crash', { node });
    this.#later(() => this.#call('node.restart', { node }));
  }

  #crashAll(): void {
    for (const node of this.#nodes) this.#crash(node);
  }

  #pause(node: NodeId): void {
    this.#harm('pauses', 'node.pause', { node });
    this.#later(() => this.#call('node.resume', { node }));
  }

  #isolate(node: NodeId): void {
    this.#harm('cuts', 'network.isolate', { node });
  }

  #cutOff(node: NodeId): void {
    this.#isolate(node);
    this.#later(() => this.#call('network.heal', {}));
  }

  #partition(): void {
    const nodes = this.#dice.shuffle(this.#nodes);
    const border = this.#dice.whole(0, nodes.length);
    const groups = [nodes.slice(0, border), nodes.slice(border)].filter((group) => group.length > 0);
    this.#harm('cuts', 'network.partition', { groups });
  }

  #cutOneWay(): void {
    const [from = 'S1', to = 'c1'] = this.#dice.shuffle([...this.#nodes, 'c1', 'c2']);
    this.#harm('cuts', 'link.cut', { from, to });
  }

  /** One bad direction, or a bad network: delays, losses, duplicates and reordering, each present or not. */
  #spoilLinks(): void {
    this.counts.badLinks += 1;
    const everywhere = this.#dice.happens(0.4);
    const some = (probability: number, most: number) =>
      this.#dice.happens(probability) ? this.#dice.fraction() * most : 0;
    const delayMs = some(0.4, 60);
    const rule = {
      cut: false,
      delayMs,
      jitterMs: delayMs * this.#dice.fraction(),
      loss: some(0.5, 0.4),
      duplicate: some(0.5, 0.4),
      reorder: some(0.5, 0.4),
    };
    for (const from of this.#nodes) {
      for (const to of this.#nodes) {
        if (from !== to && (everywhere || this.#dice.happens(0.15))) this.#call('link.set', { from, to, ...rule });
      }
    }
  }

  #slowDisk(node: NodeId): void {
    this.counts.diskFaults += 1;
    this.#world.disk(node)?.setDelay(this.#dice.whole(1000, 150_000));
    this.#later(() => this.#world.disk(node)?.setDelay(0));
  }

  /** The server halts at its next save and is started again with a whole disk. */
  #breakDisk(node: NodeId): void {
    this.counts.diskFaults += 1;
    this.#world.disk(node)?.failSave(this.#dice.whole(1, 5), this.#dice.pick(['ENOSPC', 'EIO'] as const));
    this.#later(() => this.#call('node.restart', { node }));
  }

  #timeout(node: NodeId): void {
    this.#harm('timeouts', 'node.timeout', { node });
  }

  #later(act: () => void): void {
    this.#world.clock.setTimer(this.#dice.whole(...this.#weather.outage), () => {
      if (!this.#over) act();
    });
  }

  #harm<Method extends ClusterMethod>(kind: keyof FaultCounts, method: Method, params: Params<Method>): void {
    this.#cluster.call(method, params, (reply) => {
      if (reply.ok) this.counts[kind] += 1;
    });
  }

  /** A refusal (the server is down already) is fine: the storm does not look where it strikes. */
  #call<Method extends ClusterMethod>(method: Method, params: Params<Method>): void {
    this.#cluster.call(method, params, () => {});
  }
}
