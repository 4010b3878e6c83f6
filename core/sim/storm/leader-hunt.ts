/** Strikes new leaders at the moments that matter: replication that is half done is what Figure 8 is made of. */
import type { NodeId } from '../../raft/types.ts';
import type { TraceEvent } from '../../trace/events.ts';
import type { Dice } from '../dice.ts';

export interface HuntSettings {
  /** How many of the new leaders are struck, 0 to 1. */
  readonly share: number;
  /** How soon, when after a time: microseconds, least and most. */
  readonly time: readonly [number, number];
}

/** Answers until the strike, when after answers: the first of them may commit what an earlier leader left. */
const MOST_ANSWERS = 2;

export class LeaderHunt {
  readonly #settings: HuntSettings;
  readonly #dice: Dice;
  /** Harms this server so many microseconds from now. */
  readonly #strike: (afterMicros: number, node: NodeId) => void;
  /** The leader that is struck after some answers. */
  #aim: { readonly node: NodeId; answersLeft: number } | null = null;

  constructor(settings: HuntSettings, dice: Dice, strike: (afterMicros: number, node: NodeId) => void) {
    this.#settings = settings;
    this.#dice = dice;
    this.#strike = strike;
  }

  /** To be told of every event. */
  hear(event: TraceEvent): void {
    if (event.ev === 'raft.role' && event.role.to === 'leader') this.#choose(event.node);
    if (event.ev !== 'raft.progress' || event.progress.why !== 'success' || this.#aim?.node !== event.node) return;
    this.#aim.answersLeft -= 1;
    if (this.#aim.answersLeft > 0) return;
    this.#strike(0, this.#aim.node);
    this.#aim = null;
  }

  #choose(node: NodeId): void {
    this.#aim = null;
    if (!this.#dice.happens(this.#settings.share)) return;
    const { plan } = this.#dice.pickWeighted([
      { weight: 3, plan: 'at once' },
      { weight: 2, plan: 'after a time' },
      { weight: 5, plan: 'after answers' },
    ] as const);
    if (plan === 'at once') this.#strike(0, node);
    else if (plan === 'after a time') this.#strike(this.#dice.whole(...this.#settings.time), node);
    else this.#aim = { node, answersLeft: this.#dice.whole(1, MOST_ANSWERS) };
  }
}
