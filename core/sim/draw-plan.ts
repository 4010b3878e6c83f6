/** Everything a seed decides before its first step: the cluster, its world, its load, its weather. */
import type { NodeId } from '../raft/types.ts';
import type { WorldSettings } from '../scenario/language/world.ts';
import { Dice } from './dice.ts';
import type { LoadSettings } from './storm/load.ts';
import { drawWeather, type Weather } from './storm/weather.ts';
import { drawWorld } from './world/draw-world.ts';

export interface Plan {
  readonly nodes: readonly NodeId[];
  readonly world: WorldSettings;
  readonly load: LoadSettings;
  readonly weather: Weather;
  /** How long each stage of the recovery may take: ten election timeouts and 5 s (the liveness rule of Vortex). */
  readonly withinMs: number;
}

const ELECTION_TIMEOUT_MS = 150;

/** `nodes`: how many servers; null lets the seed choose 1 to 7. */
export function drawPlan(seed: number, nodes: number | null): Plan {
  const dice = new Dice(seed, 'cluster');
  const chosen = dice.pick([1, 2, 3, 3, 3, 3, 4, 4, 5, 5, 5, 5, 6, 7]);
  const ids = Array.from({ length: nodes ?? chosen }, (_, at) => `S${at + 1}`);
  const raft = drawRaft(dice);
  return {
    nodes: ids,
    world: drawWorld(seed, new Dice(seed, 'plan of the world'), ids, raft),
    load: { clients: dice.whole(1, dice.happens(0.2) ? 13 : 5), thinkMicros: dice.whole(20, 300) * 1000 },
    weather: drawWeather(new Dice(seed, 'weather')),
    withinMs: 10 * ELECTION_TIMEOUT_MS + 5000,
  };
}

function drawRaft(dice: Dice): WorldSettings['raft'] {
  const noopOnElection = dice.happens(0.9);
  return {
    heartbeatMs: 50,
    electionTimeoutMs: ELECTION_TIMEOUT_MS,
    maxEntriesPerMessage: dice.pick([1, 1, 4, 512]),
    noopOnElection,
    maxCommandLength: dice.pick([100, 131_072]),
    maxInFlight: dice.pick([1, 3, 64]),
    maxUncommittedEntries: dice.pick([3, 10_000, 10_000]),
    maxChunkLength: dice.pick([64, 1000, 65_536]),
    snapshotAfterEntries: dice.pick([null, 3, 10, 30]),
    ...drawRules(dice),
  };
}

/** Each rule on or off. A lease is only as good as the two rules that keep others from being elected meanwhile. */
function drawRules(dice: Dice): WorldSettings['raft'] {
  const [preVote, withholdVotes, checkQuorum] = [dice.happens(0.7), dice.happens(0.7), dice.happens(0.7)];
  const reads = dice.pick(withholdVotes && checkQuorum ? allReads : allReads.slice(0, 2));
  return { preVote, withholdVotes, checkQuorum, reads, clockDriftBound: reads === 'lease' ? LEASE_BOUND : 1.5 };
}

const allReads = ['log', 'readIndex', 'lease'] as const;
/** Clocks differ by at most this where a lease trusts them. */
const LEASE_BOUND = 2;
