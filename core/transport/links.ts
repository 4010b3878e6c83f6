/** Harms links on purpose: a rule per direction, and a general hold that makes every message wait to be seen. */
import type { Clock, DropReason, Envelope, Transport, TransportHandlers } from '../node/ports.ts';
import type { LinkRule } from '../trace/events.ts';
import { HeldMessages } from './held-messages.ts';

export interface LinksOptions {
  readonly clock: Clock;
  /** Uniform in [0, 1); drawn only for a rule that needs it. */
  readonly random: () => number;
  readonly dropped: (envelope: Envelope, why: DropReason) => void;
  readonly duplicated: (envelope: Envelope) => void;
  /** The message now waits until it is delivered or dropped by hand. */
  readonly held: (envelope: Envelope) => void;
}

/** The receiving end of one wrapped transport. */
interface Receiver {
  readonly handlers: TransportHandlers;
  readonly isOpen: () => boolean;
}

const MICROS_PER_MS = 1000;

/**
 * A cut is felt at both ends: nothing is sent into it, and what is on the wire when the link is cut is lost on arrival.
 * All else happens at the receiver's side, before the receiver sees the message; so what a crashed sender has sent
 * still arrives. A rule concerns the messages that arrive under it: those already delayed keep their delay.
 */
export class Links {
  readonly #options: LinksOptions;
  readonly #rules = new Map<string, LinkRule>();
  readonly #wire: HeldMessages<Receiver>;

  constructor(options: LinksOptions) {
    this.#options = options;
    this.#wire = new HeldMessages({
      clock: options.clock,
      deliver: (envelope, receiver) => this.#deliver(envelope, receiver),
      waitsForHand: options.held,
    });
  }

  rule(from: string, to: string): LinkRule {
    return this.#rules.get(linkName(from, to)) ?? harmless(from, to);
  }

  /** Replaces the rule of one direction. */
  set(rule: LinkRule): void {
    if (isHarmless(rule)) this.#rules.delete(linkName(rule.from, rule.to));
    else this.#rules.set(linkName(rule.from, rule.to), rule);
  }

  /** Removes every rule; the general hold stays. */
  heal(): void {
    this.#rules.clear();
  }

  /** The rules that do something. */
  active(): LinkRule[] {
    return [...this.#rules.values()];
  }

  /**
   * How long every message is held, in milliseconds of the lab clock; null = until delivered or dropped by hand.
   * It also holds for the messages that wait already: those whose time is up by the new rule arrive at once, in order.
   */
  holdAll(holdMs: number | null): void {
    this.#wire.setHold(holdMs === null ? null : holdMs * MICROS_PER_MS);
  }

  /** Everything on the wire, oldest first. A duplicate stands twice, with the same id. */
  heldMessages(): readonly Envelope[] {
    return this.#wire.envelopes();
  }

  /** Lets the oldest held message of this id arrive now; false when there is none. */
  deliver(id: string): boolean {
    return this.#wire.deliver(id);
  }

  /** Takes the oldest held message of this id off the wire; false when there is none. */
  drop(id: string): boolean {
    const envelope = this.#wire.take(id);
    if (envelope === null) return false;
    this.#options.dropped(envelope, 'dropped');
    return true;
  }

  /** Lets the oldest held message arrive now; false when none is held. */
  deliverNext(): boolean {
    return this.#wire.deliverOldest();
  }

  /** The same endpoint, reached and left through these links. */
  wrap(transport: Transport): Transport {
    let open = true;
    return {
      send: (envelope) => {
        if (this.#isCut(envelope)) this.#options.dropped(envelope, 'cut');
        else transport.send(envelope);
      },
      listen: (handlers) => {
        const receiver: Receiver = { handlers, isOpen: () => open };
        transport.listen({
          receive: (envelope) => this.#arrive(envelope, receiver),
          lost: (envelope, why) => handlers.lost(envelope, why),
        });
      },
      close: (done) => {
        open = false;
        transport.close(done);
      },
    };
  }

  #isCut({ from, to }: Envelope): boolean {
    return this.#rules.size > 0 && this.#rules.get(linkName(from, to))?.cut === true;
  }

  /** The message has come out of the network and meets the rule of its link. */
  #arrive(envelope: Envelope, receiver: Receiver): void {
    const rule = this.#rules.size > 0 ? this.#rules.get(linkName(envelope.from, envelope.to)) : undefined;
    if (rule === undefined) return this.#wire.add(envelope, receiver, 0, false);
    if (this.#happens(rule.loss)) return this.#options.dropped(envelope, 'loss');
    const duplicate = this.#happens(rule.duplicate);
    if (duplicate) this.#options.duplicated(envelope);
    this.#put(envelope, receiver, rule);
    if (duplicate) this.#put(envelope, receiver, rule);
  }

  #put(envelope: Envelope, receiver: Receiver, { delayMs, jitterMs, reorder }: LinkRule): void {
    const jitter = jitterMs > 0 ? (2 * this.#options.random() - 1) * jitterMs : 0;
    const delay = Math.max(0, Math.round((delayMs + jitter) * MICROS_PER_MS));
    this.#wire.add(envelope, receiver, delay, this.#happens(reorder));
  }

  #deliver(envelope: Envelope, receiver: Receiver): void {
    if (!receiver.isOpen()) this.#options.dropped(envelope, 'down');
    else if (this.#isCut(envelope)) this.#options.dropped(envelope, 'cut');
    else receiver.handlers.receive(envelope);
  }

  #happens(probability: number): boolean {
    return probability > 0 && this.#options.random() < probability;
  }
}

function linkName(from: string, to: string): string {
  return `${from} ${to}`;
}

function harmless(from: string, to: string): LinkRule {
  return { from, to, cut: false, delayMs: 0, jitterMs: 0, loss: 0, duplicate: 0, reorder: 0 };
}

function isHarmless({ cut, delayMs, jitterMs, loss, duplicate, reorder }: LinkRule): boolean {
  return !cut && delayMs === 0 && jitterMs === 0 && loss === 0 && duplicate === 0 && reorder === 0;
}
