/** Draws the weather of a seed: which families of faults it has at all, and how strong each is ("swarm testing"). */
import type { Dice } from '../dice.ts';
import type { HuntSettings } from './leader-hunt.ts';

/** Faults that strike now and then. */
export const strikes = [
  'crash',
  'powerCut',
  'pause',
  'isolate',
  'split',
  'ring',
  'bridge',
  'oneWay',
  'clog',
  'badLinks',
  'slowDisk',
  'failingDisk',
  'damagedDisk',
  'earlyTimeout',
  'snapshot',
  'transfer',
  'addMember',
  'removeMember',
  'replaceMember',
  'jointChange',
] as const;

export type Strike = (typeof strikes)[number];

/** The worst that a bad link may be; 0 switches it off. */
export interface BadLinks {
  readonly loss: number;
  readonly duplicate: number;
  readonly reorder: number;
  readonly delayMs: number;
}

export interface Weather {
  /** Between two faults, microseconds. */
  readonly pause: readonly [number, number];
  /** How long a server stays down or paused, and a struck leader cut off, microseconds. */
  readonly outage: readonly [number, number];
  readonly leaders: HuntSettings;
  /** How often each strikes compared with the others; 0 never. */
  readonly weights: Readonly<Record<Strike, number>>;
  /** How often the network is healed, on the scale of the weights. */
  readonly heals: number;
  readonly links: BadLinks;
  /** All links are bad all the time. */
  readonly badEverywhere: boolean;
  /** When the faults end, first only a quorum is healed and must manage alone. */
  readonly quorumFirst: boolean;
}

/** Everything at random, or one leader after the other. */
const moods = [
  { pause: [40_000, 500_000], outage: [20_000, 1_200_000], leaders: { share: 0.3, time: [0, 25_000] } },
  { pause: [200_000, 900_000], outage: [100_000, 800_000], leaders: { share: 0.95, time: [0, 60_000] } },
  { pause: [20_000, 200_000], outage: [20_000, 400_000], leaders: { share: 0, time: [0, 0] } },
] as const;

/** Heavier where a fault says more about the protocol. */
const usual: Readonly<Record<Strike, number>> = {
  crash: 8,
  powerCut: 1,
  pause: 3,
  isolate: 4,
  split: 4,
  ring: 2,
  bridge: 2,
  oneWay: 3,
  clog: 3,
  badLinks: 6,
  slowDisk: 3,
  failingDisk: 1,
  damagedDisk: 1,
  earlyTimeout: 3,
  snapshot: 3,
  transfer: 3,
  addMember: 2,
  removeMember: 2,
  replaceMember: 1,
  jointChange: 2,
};

/** A family is there with this chance. With all of them always on, the quiet ones would drown in the loud ones. */
const SHARE = 0.6;

/** A change of membership may leave few servers that must all be whole, so it does not go with damaged disks. */
const changes = ['addMember', 'removeMember', 'replaceMember', 'jointChange'] as const;

export function drawWeather(dice: Dice): Weather {
  const mood = dice.pick(moods);
  const weights = drawWeights(dice);
  const isChanging = changes.some((change) => weights[change] > 0);
  const some = (most: number) => (dice.happens(SHARE) ? dice.fraction() * most : 0);
  const links = { loss: some(0.3), duplicate: some(0.5), reorder: some(0.4), delayMs: some(60) };
  return {
    ...mood,
    weights,
    heals: dice.whole(1, 8),
    links,
    badEverywhere: dice.happens(0.15),
    quorumFirst: !isChanging && dice.happens(0.5),
  };
}

function drawWeights(dice: Dice): Record<Strike, number> {
  const weights = { ...usual };
  for (const strike of strikes) {
    if (dice.happens(SHARE)) weights[strike] *= dice.whole(1, 4);
    else weights[strike] = 0;
  }
  const isChanging = dice.happens(0.35);
  if (isChanging) weights.damagedDisk = 0;
  else for (const change of changes) weights[change] = 0;
  // A clear sky tests nothing.
  if (strikes.every((strike) => weights[strike] === 0)) weights.crash = usual.crash;
  return weights;
}
