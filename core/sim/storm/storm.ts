/** Random faults in random order, of the families that the weather has. */
import type { Cluster } from '../../cluster/cluster.ts';
import type { NodeId } from '../../raft/types.ts';
import type { Act } from '../../scenario/language/deed.ts';
import type { TraceEvent } from '../../trace/events.ts';
import type { Dice } from '../dice.ts';
import type { Stage } from '../stage.ts';
import type { VirtualWorld } from '../world/virtual-world.ts';
import { bridgeCuts, drawGroups, type Link, oneWayCuts, ringCuts } from './cuts.ts';
import { type Family, type FaultCounts, noFaults } from './families.ts';
import { LeaderHunt } from './leader-hunt.ts';
import { membershipStrikes } from './membership.ts';
import { type Strike, strikes, type Weather } from './weather.ts';

interface Fault {
  readonly weight: number;
  readonly strike: () => void;
}

export interface StormPlace {
  readonly stage: Stage;
  readonly cluster: Cluster;
  readonly world: VirtualWorld;
}

/** Two servers cannot be cut into a ring, and one cannot be cut off: such a fault hits nothing and does not count. */
export class Storm {
  readonly counts: FaultCounts = noFaults();
  readonly #stage: Stage;
  readonly #cluster: Cluster;
  readonly #world: VirtualWorld;
  readonly #dice: Dice;
  readonly #faults: readonly Fault[];
  readonly #weather: Weather;
  readonly #hunt: LeaderHunt;
  #over = false;
  #lullUntil = 0;

  constructor({ stage, cluster, world }: StormPlace, dice: Dice, weather: Weather) {
    this.#stage = stage;
    this.#cluster = cluster;
    this.#world = world;
    this.#dice = dice;
    this.#weather = weather;
    this.#hunt = new LeaderHunt(weather.leaders, dice, (micros, node) => this.#strikeLeader(micros, node));
    const actions = this.#actions();
    this.#faults = [
      ...strikes.map((strike) => ({ weight: weather.weights[strike], strike: actions[strike] })),
      { weight: weather.heals, strike: () => this.#stage.do({ call: 'network.heal' }) },
    ];
  }

  /** How many faults have hit. What links did to single messages counts for itself. */
  get strikes(): number {
    const { loss, duplicate, overflow, ...struck } = this.counts;
    return Object.values(struck).reduce((sum, count) => sum + count, 0);
  }

  start(): void {
    if (this.#weather.badEverywhere) this.#spoilLinks(1);
    this.#next();
  }

  /** All there are, also those that are no member any more. */
  get #nodes(): NodeId[] {
    return [...this.#cluster.members.keys()];
  }

  /** To be told of every event. */
  hear(event: TraceEvent): void {
    if (event.ev === 'msg.duplicate') this.counts.duplicate += 1;
    else if (event.ev === 'msg.drop' && (event.why === 'loss' || event.why === 'overflow')) this.counts[event.why] += 1;
    else if (!this.#over && this.#stage.now >= this.#lullUntil) this.#hunt.hear(event);
  }

  /** The network is whole, and nothing strikes for a while: where nobody is ever answered, faults prove nothing. */
  lull(micros: number): void {
    this.#lullUntil = this.#stage.now + micros;
    this.#stage.do({ call: 'network.heal' });
  }

  /** Nothing strikes any more; what is harmed stays harmed. */
  end(): void {
    this.#over = true;
  }

  #next(): void {
    this.#stage.after(this.#dice.whole(...this.#weather.pause), () => {
      if (this.#over) return;
      const fault = this.#dice.pickWeighted(this.#faults);
      if (this.#stage.now >= this.#lullUntil) fault.strike();
      this.#next();
    });
  }

  #actions(): Record<Strike, () => void> {
    const dice = this.#dice;
    const anyone = () => dice.pick(this.#nodes);
    const often = (share: number) => (dice.happens(share) ? this.#leader() : anyone());
    return {
      crash: () => this.#crash('crash', often(0.55)),
      powerCut: () => {
        for (const node of this.#nodes) this.#crash('powerCut', node);
      },
      pause: () => this.#pause(often(0.5)),
      isolate: () => this.#harm('isolate', { call: 'network.isolate', node: often(0.6) }),
      split: () => this.#harm('split', { call: 'network.partition', groups: drawGroups(dice, this.#nodes) }),
      ring: () => this.#cut('ring', ringCuts(dice, this.#nodes)),
      bridge: () => this.#cut('bridge', bridgeCuts(dice, this.#nodes)),
      oneWay: () => this.#cut('oneWay', this.#drawOneWay()),
      clog: () => this.#clog(),
      badLinks: () => this.#spoilLinks(dice.happens(0.4) ? 1 : 0.15),
      slowDisk: () => this.#slowDisk(anyone()),
      failingDisk: () => this.#failDisk(anyone()),
      damagedDisk: () => this.#damageDisk(anyone()),
      ...membershipStrikes(this.#cluster, dice, (family, act) => this.#harm(family, act)),
      snapshot: () => this.#harm('snapshot', { call: 'node.snapshot', node: often(0.5) }),
      transfer: () => this.#harm('transfer', { call: 'leader.transfer', to: anyone() }),
      earlyTimeout: () => this.#harm('earlyTimeout', { call: 'node.timeout', node: anyone() }),
    };
  }

  #strikeLeader(micros: number, node: NodeId): void {
    const { strike } = this.#dice.pickWeighted([
      { weight: 2, strike: () => this.#crash('leaderStruck', node) },
      { weight: 6, strike: () => this.#cutOff(node) },
      { weight: 2, strike: () => this.#slowDisk(node) },
    ]);
    this.#stage.after(micros, () => {
      if (!this.#over) strike();
    });
  }

  #leader(): NodeId {
    const leads = (node: NodeId) => this.#cluster.members.get(node)?.node?.state.role.kind === 'leader';
    return this.#nodes.find(leads) ?? this.#dice.pick(this.#nodes);
  }

  #crash(family: Family, node: NodeId): void {
    this.#harm(family, { call: 'node.crash', node });
    this.#later({ call: 'node.restart', node });
  }

  #pause(node: NodeId): void {
    this.#harm('pause', { call: 'node.pause', node });
    this.#later({ call: 'node.resume', node });
  }

  #cutOff(node: NodeId): void {
    this.#harm('leaderStruck', { call: 'network.isolate', node });
    this.#later({ call: 'network.heal' });
  }

  #cut(family: Family, links: readonly Link[]): void {
    if (links.length > 0) this.counts[family] += 1;
    for (const { from, to } of links) this.#stage.do({ call: 'link.cut', from, to });
  }

  /** One direction of one link, with clients too; or everything from some servers to the others. */
  #drawOneWay(): Link[] {
    const ends = [...this.#nodes, 'c1', 'c2'];
    if (this.#dice.happens(0.3)) return oneWayCuts(this.#dice, this.#nodes);
    const [from = 'S1', to = 'c1'] = this.#dice.shuffle(ends);
    return [{ from, to }];
  }

  #clog(): void {
    const forMs = this.#dice.whole(20, 2000);
    const everywhere = this.#dice.happens(0.1);
    const [one, other] = this.#dice.shuffle(this.#nodes);
    for (const from of this.#nodes) {
      for (const to of this.#nodes) {
        if (from === to || !(everywhere || (from === one && to === other))) continue;
        this.counts.clog += 1;
        this.#stage.do({ call: 'link.clog', from, to, forMs });
      }
    }
  }

  /** Delays, losses, duplicates and reordering, each present or not, on this share of all directions. */
  #spoilLinks(share: number): void {
    const { links } = this.#weather;
    const upTo = (most: number) => (this.#dice.happens(0.6) ? this.#dice.fraction() * most : 0);
    const delayMs = upTo(links.delayMs);
    const jitterMs = delayMs * this.#dice.fraction();
    const [loss, duplicate, reorder] = [upTo(links.loss), upTo(links.duplicate), upTo(links.reorder)];
    if (delayMs > 0) this.counts.delay += 1;
    if (reorder > 0) this.counts.reorder += 1;
    for (const from of this.#nodes) {
      for (const to of this.#nodes) {
        if (from === to || !this.#dice.happens(share)) continue;
        this.#stage.do({ call: 'link.set', from, to, cut: false, delayMs, jitterMs, loss, duplicate, reorder });
      }
    }
  }

  #slowDisk(node: NodeId): void {
    this.counts.slowDisk += 1;
    this.#stage.do({ call: 'disk.slow', node, delayMs: this.#dice.whole(1, 150) });
    this.#later({ call: 'disk.slow', node, delayMs: 0 });
  }

  /** The server halts at its next save and is started again with a whole disk. */
  #failDisk(node: NodeId): void {
    this.counts.failingDisk += 1;
    const code = this.#dice.pick(['ENOSPC', 'EIO'] as const);
    this.#stage.do({ call: 'disk.fail', node, save: this.#dice.whole(1, 5), code });
    this.#later({ call: 'node.restart', node });
  }

  /** Found at the next start, and never mended; so only a minority may be hit, or nothing but a halt would be right. */
  #damageDisk(node: NodeId): void {
    const damaged = this.#nodes.filter((other) => other !== node && this.#world.disk(other).isDamaged);
    if (2 * (damaged.length + 1) >= this.#nodes.length || this.#world.disk(node).isDamaged) return;
    this.counts.damagedDisk += 1;
    this.#stage.do({ call: 'disk.damage', node });
    this.#crash('crash', node);
  }

  #later(act: Act): void {
    this.#stage.after(this.#dice.whole(...this.#weather.outage), () => {
      if (!this.#over) this.#stage.do(act);
    });
  }

  #harm(family: Family, act: Act): void {
    this.#stage.do(act, (reply) => {
      if (reply.ok) this.counts[family] += 1;
    });
  }
}
