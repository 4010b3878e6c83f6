/** A world in virtual time: disks that sync a little later, a network with latency, clocks with a speed of their own. */
import type { World } from '../../cluster/world.ts';
import type { Clock, Stored } from '../../node/ports.ts';
import type { NodeId } from '../../raft/types.ts';
import type { WorldSettings } from '../../scenario/language/world.ts';
import { MemoryNetwork } from '../../transport/memory.ts';
import { Dice } from '../dice.ts';
import { nearNetwork } from './draw-world.ts';
import { DriftingClock } from './drifting-clock.ts';
import type { VirtualClock } from './virtual-clock.ts';
import { type DiskCounts, VirtualDisk } from './virtual-disk.ts';

/** What only a simulated world can do to a cluster. */
export interface Harms {
  readonly clog: (from: string, to: string, forMs: number) => void;
  readonly disk: (node: NodeId) => VirtualDisk;
  readonly calm: () => void;
}

export class VirtualWorld implements World, Harms {
  readonly clock: VirtualClock;
  readonly stopwatch: () => number;
  readonly calendar = () => Math.floor(this.clock.now() / 1000);
  readonly diskCounts: DiskCounts = { lostSaves: 0, tornSaves: 0 };
  readonly #settings: WorldSettings;
  readonly #dice: Dice;
  readonly #network: MemoryNetwork;
  readonly #disks = new Map<NodeId, VirtualDisk>();
  readonly #clocks = new Map<NodeId, Clock>();
  #latency: Pick<WorldSettings['network'], 'latencyMs' | 'shape'>;

  constructor(clock: VirtualClock, settings: WorldSettings) {
    const dice = new Dice(settings.seed, 'world');
    this.clock = clock;
    this.stopwatch = clock.elapsed;
    this.#settings = settings;
    this.#dice = dice;
    this.#latency = settings.network;
    this.#network = new MemoryNetwork({
      clock,
      latency: () => this.#drawLatency(),
      capacity: settings.network.capacity,
      victim: (messages) => dice.whole(0, messages - 1),
    });
  }

  disk(node: NodeId): VirtualDisk {
    const known = this.#disks.get(node);
    if (known !== undefined) return known;
    const disk = new VirtualDisk(node, this.clock, this.#settings.syncMs, this.#dice, this.diskCounts);
    this.#disks.set(node, disk);
    return disk;
  }

  /** What would survive if all power went now. */
  stored(node: NodeId): Stored {
    return this.disk(node).stored();
  }

  nodeClock(node: NodeId): Clock {
    const rate = this.#settings.clockRates[node];
    if (rate === undefined) return this.clock;
    const known = this.#clocks.get(node) ?? new DriftingClock(this.clock, rate);
    this.#clocks.set(node, known);
    return known;
  }

  clog(from: string, to: string, forMs: number): void {
    this.#network.clog(from, to, Math.round(forMs * 1000));
  }

  calm(): void {
    this.#latency = nearNetwork;
    this.#network.unclog();
    for (const disk of this.#disks.values()) disk.setDelay(0);
  }

  openStorage(node: NodeId, done: Parameters<World['openStorage']>[1]): void {
    this.disk(node).open(done);
  }

  openNodeTransport(node: NodeId, done: Parameters<World['openNodeTransport']>[1]): void {
    done({ ok: true, value: { transport: this.#network.open(node), address: `sim:${node}` }, notices: [] });
  }

  openClientTransport(client: string, done: Parameters<World['openClientTransport']>[1]): void {
    done({ ok: true, value: { transport: this.#network.open(client), address: null }, notices: [] });
  }

  #drawLatency(): number {
    const { shape, latencyMs } = this.#latency;
    const [least, mean] = latencyMs;
    const fraction = this.#dice.fraction();
    const onTop = shape === 'uniform' ? 2 * mean * fraction : exponential(mean, fraction);
    return Math.round((least + onTop) * 1000);
  }
}

/**
 * Whole-number steps of a table instead of Math.log, whose last digit is every machine's own: what is drawn must be the
 * same everywhere. Each halving of what is left is as long as the one before, as in radioactive decay.
 */
function exponential(mean: number, fraction: number): number {
  const halfLife = mean * Math.LN2;
  let left = 1 - fraction;
  let halvings = 0;
  while (left <= 0.5 && halvings < 10) {
    left *= 2;
    halvings += 1;
  }
  return halfLife * (halvings + 2 * (1 - left));
}
