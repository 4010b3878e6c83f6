/** Messages that wait on the wire: for a delay, for the general hold, for a later message to pass, or for a hand. */
import type { Clock, Envelope, Timer } from '../node/ports.ts';

interface Held<Receiver> {
  readonly envelope: Envelope;
  readonly receiver: Receiver;
  /** Order of arrival: 1, 2, 3 … over all links. */
  readonly order: number;
  /** Reading of the lab clock at arrival, µs. */
  readonly since: number;
  /** What the link's rule asks for, µs. */
  readonly delay: number;
  /** Stands aside until a later message of the link has passed. */
  readonly aside: boolean;
  timer: Timer | null;
}

export interface HeldMessagesOptions<Receiver> {
  readonly clock: Clock;
  readonly deliver: (envelope: Envelope, receiver: Receiver) => void;
  readonly waitsForHand: (envelope: Envelope) => void;
}

/** A message put aside goes on after this time if nothing has passed it: two heartbeats, µs of the lab clock. */
const LONGEST_ASIDE = 100_000;

export class HeldMessages<Receiver> {
  readonly #options: HeldMessagesOptions<Receiver>;
  /** In order of arrival. */
  readonly #held = new Set<Held<Receiver>>();
  #hold: number | null = 0;
  #arrivals = 0;
  #asides = 0;

  constructor(options: HeldMessagesOptions<Receiver>) {
    this.#options = options;
  }

  /** A message without a reason to wait is delivered at once. */
  add(envelope: Envelope, receiver: Receiver, delay: number, aside: boolean): void {
    this.#arrivals += 1;
    if (this.#hold === 0 && delay === 0 && !aside) {
      this.#options.deliver(envelope, receiver);
      this.#letAsidesFollow(envelope, this.#arrivals);
      return;
    }
    const since = this.#options.clock.now();
    const held = { envelope, receiver, order: this.#arrivals, since, delay, aside, timer: null };
    this.#held.add(held);
    if (aside) this.#asides += 1;
    if (this.#hold === null) this.#options.waitsForHand(envelope);
    else this.#arm(held, this.#dueTime(held, this.#hold));
  }

  /** `hold` in µs of the lab clock; null = until a hand. Those who have waited long enough go now, first due first. */
  setHold(hold: number | null): void {
    const before = this.#hold;
    if (hold === before) return;
    this.#hold = hold;
    for (const held of this.#held) held.timer?.cancel();
    if (hold === null) {
      for (const { envelope } of this.#held) this.#options.waitsForHand(envelope);
      return;
    }
    const now = this.#options.clock.now();
    const waiting = [...this.#held].map((held) => ({ held, due: this.#dueTime(held, hold) }));
    waiting.sort((one, other) => one.due - other.due || one.held.order - other.held.order);
    for (const { held, due } of waiting) {
      if (due > now) this.#arm(held, due);
      else this.#release(held);
    }
  }

  envelopes(): Envelope[] {
    return [...this.#held].map((held) => held.envelope);
  }

  deliver(id: string): boolean {
    return this.#release(this.#find(id));
  }

  deliverOldest(): boolean {
    const [oldest] = this.#held;
    return this.#release(oldest);
  }

  /** Removes a message from the wire; null when it is not there. */
  take(id: string): Envelope | null {
    const held = this.#find(id);
    if (held === undefined) return null;
    this.#forget(held);
    return held.envelope;
  }

  #find(id: string): Held<Receiver> | undefined {
    for (const held of this.#held) if (held.envelope.id === id) return held;
    return undefined;
  }

  #dueTime({ since, delay, aside }: Held<Receiver>, hold: number): number {
    return since + delay + hold + (aside ? LONGEST_ASIDE : 0);
  }

  #arm(held: Held<Receiver>, due: number): void {
    held.timer = this.#options.clock.setTimer(due - this.#options.clock.now(), () => this.#release(held));
  }

  /** False when the message is not on the wire any more. */
  #release(held: Held<Receiver> | undefined): boolean {
    if (held === undefined || !this.#held.has(held)) return false;
    this.#forget(held);
    this.#options.deliver(held.envelope, held.receiver);
    this.#letAsidesFollow(held.envelope, held.order);
    return true;
  }

  #forget(held: Held<Receiver>): void {
    this.#held.delete(held);
    held.timer?.cancel();
    if (held.aside) this.#asides -= 1;
  }

  /** A hand delivers exactly what it chose, so nothing follows by itself while messages wait for one. */
  #letAsidesFollow({ from, to }: Envelope, order: number): void {
    if (this.#asides === 0 || this.#hold === null) return;
    for (const held of [...this.#held]) {
      const sameLink = held.envelope.from === from && held.envelope.to === to;
      if (held.aside && sameLink && held.order < order) this.#release(held);
    }
  }
}
