/** A world in virtual time: disks that sync a little later, a network with latency, and nothing real. */
import type { World } from '../cluster/world.ts';
import type { Stored } from '../node/ports.ts';
import type { NodeId } from '../raft/types.ts';
import { FaultyStorage } from '../storage/faults.ts';
import { MemoryDisk, openMemoryStorage } from '../storage/memory.ts';
import { MemoryNetwork } from '../transport/memory.ts';
import { Dice } from './dice.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** Microseconds, least and most: a local network or a wide one, and a disk that syncs well. */
const LATENCIES = [
  [150, 2500],
  [1500, 12_000],
] as const;
const SYNC = [200, 3000] as const;

export class VirtualWorld implements World {
  readonly clock: VirtualClock;
  readonly stopwatch: () => number;
  readonly calendar = () => Math.floor(this.clock.now() / 1000);
  readonly #dice: Dice;
  readonly #network: MemoryNetwork;
  readonly #disks = new Map<NodeId, MemoryDisk>();
  readonly #faulty = new Map<NodeId, FaultyStorage>();

  constructor(clock: VirtualClock, seed: number) {
    const dice = new Dice(seed, 'world');
    const [least, most] = dice.pick(LATENCIES);
    this.clock = clock;
    this.stopwatch = clock.elapsed;
    this.#dice = dice;
    this.#network = new MemoryNetwork({ clock, latency: () => dice.whole(least, most) });
  }

  /** The disk's faults; null before the node's first start. */
  disk(node: NodeId): FaultyStorage | null {
    return this.#faulty.get(node) ?? null;
  }

  /** What would survive if all power went now. */
  stored(node: NodeId): Stored {
    return this.#diskOf(node).read();
  }

  openStorage(node: NodeId, done: Parameters<World['openStorage']>[1]): void {
    const opened = openMemoryStorage(this.#diskOf(node), {
      soon: (task) => this.clock.setTimer(this.#dice.whole(...SYNC), task),
      keptByCrash: (records) => this.#dice.whole(0, records),
    });
    if (!opened.ok) return done(opened);
    const storage = new FaultyStorage(opened.storage, this.clock);
    this.#faulty.set(node, storage);
    done({ ok: true, value: { storage, stored: opened.stored }, notices: opened.notices });
  }

  openNodeTransport(node: NodeId, done: Parameters<World['openNodeTransport']>[1]): void {
    done({ ok: true, value: { transport: this.#network.open(node), address: `sim:${node}` }, notices: [] });
  }

  openClientTransport(client: string, done: Parameters<World['openClientTransport']>[1]): void {
    done({ ok: true, value: { transport: this.#network.open(client), address: null }, notices: [] });
  }

  #diskOf(node: NodeId): MemoryDisk {
    const known = this.#disks.get(node);
    if (known !== undefined) return known;
    const disk = new MemoryDisk();
    this.#disks.set(node, disk);
    return disk;
  }
}
