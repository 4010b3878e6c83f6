/** Draws the world of a seed: a near or a far network, quick or lazy disks, clocks that run true or do not. */
import type { NodeId } from '../../raft/types.ts';
import type { WorldSettings } from '../../scenario/language/world.ts';
import type { Dice } from '../dice.ts';

type Network = WorldSettings['network'];

/** What a calm network is like. */
export const nearNetwork: Network = { latencyMs: [0.15, 1.2], shape: 'uniform', capacity: null };

/** The world of a scenario: nothing is harmed that the scenario does not harm. */
export function plainWorld(seed: number): WorldSettings {
  return { seed, raft: {}, network: nearNetwork, syncMs: [0.2, 3], clockRates: {} };
}

/** Election timeouts start at 150 ms: the last one is too far for many elections (swarm U3, scaled to that). */
const networks: readonly { readonly weight: number; readonly latencyMs: Network['latencyMs'] }[] = [
  { weight: 4, latencyMs: nearNetwork.latencyMs },
  { weight: 4, latencyMs: [1.5, 5] },
  { weight: 2, latencyMs: [4, 15] },
  { weight: 1, latencyMs: [10, 30] },
];

const syncs: readonly { readonly weight: number; readonly syncMs: WorldSettings['syncMs'] }[] = [
  { weight: 5, syncMs: [0.2, 3] },
  { weight: 2, syncMs: [1, 20] },
  { weight: 1, syncMs: [5, 60] },
];

/** `raft` is what the seed drew for the algorithm itself. */
export function drawWorld(
  seed: number,
  dice: Dice,
  nodes: readonly NodeId[],
  raft: WorldSettings['raft'],
): WorldSettings {
  const { latencyMs } = dice.pickWeighted(networks);
  const shape = dice.happens(0.5) ? 'exponential' : 'uniform';
  const capacity = dice.happens(0.3) ? dice.whole(2, 20) : null;
  const { syncMs } = dice.pickWeighted(syncs);
  const clockRates = dice.happens(0.4) ? drawRates(dice, nodes, raft.reads === 'lease') : {};
  return { seed, raft, network: { latencyMs, shape, capacity }, syncMs, clockRates };
}

/** From seven tenths of the world's speed to fourteen tenths; closer together where a lease must be able to trust them. */
function drawRates(dice: Dice, nodes: readonly NodeId[], isTrusted: boolean): Record<NodeId, number> {
  const [least, most] = isTrusted ? [80, 120] : [70, 140];
  return Object.fromEntries(nodes.map((node) => [node, dice.whole(least, most) / 100]));
}
