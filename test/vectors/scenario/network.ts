/** A network that moves by hand: messages wait in sending order until a step of the scenario moves or loses them. */
import * as v from 'valibot';
import type { Message } from '../../../core/raft/messages.ts';
import type { NodeId } from '../../../core/raft/types.ts';
import { nameOf } from '../server.ts';

/** `{type, from, to}`, each optional: which messages in flight a step means. */
const filterNotation = v.strictObject({
  type: v.optional(v.string()),
  from: v.optional(v.number()),
  to: v.optional(v.number()),
});

type Matches = (message: Message) => boolean;

export function filterOf(notation: unknown): Matches {
  const { type, from, to } = v.parse(filterNotation, notation);
  return (message) =>
    (type === undefined || message.kind === kindOf(type)) &&
    (from === undefined || message.from === nameOf(from)) &&
    (to === undefined || message.to === nameOf(to));
}

/** `AppendEntries` → `appendEntries`. */
export function kindOf(type: string): string {
  return type.charAt(0).toLowerCase() + type.slice(1);
}

export class HandNetwork {
  #inFlight: Message[] = [];
  #held: Message[] = [];
  readonly #cut = new Set<string>();
  readonly #blocked = new Set<string>();

  send(message: Message): void {
    if (this.#isCut(message) || this.#blocked.has(message.kind)) return;
    this.#inFlight.push(message);
  }

  /** Takes the oldest message in flight, or the oldest that matches. */
  take(matches: Matches = () => true): Message | undefined {
    const at = this.#inFlight.findIndex(matches);
    return at === -1 ? undefined : this.#inFlight.splice(at, 1)[0];
  }

  drop(matches: Matches): void {
    this.#inFlight = this.#inFlight.filter((message) => !matches(message));
  }

  duplicate(matches: Matches): void {
    this.#inFlight.push(...this.#inFlight.filter(matches));
  }

  hold(matches: Matches): void {
    this.#held.push(...this.#inFlight.filter(matches));
    this.drop(matches);
  }

  release(): void {
    this.#inFlight.push(...this.#held);
    this.#held = [];
  }

  /** Both ways; what is in flight on the link is lost. */
  cut(one: NodeId, other: NodeId): void {
    this.#cut.add(`${one}>${other}`).add(`${other}>${one}`);
    this.drop((message) => this.#isCut(message));
  }

  heal(): void {
    this.#cut.clear();
  }

  block(types: readonly string[]): void {
    for (const type of types) this.#blocked.add(kindOf(type));
  }

  unblock(): void {
    this.#blocked.clear();
  }

  #isCut({ from, to }: Message): boolean {
    return this.#cut.has(`${from}>${to}`);
  }
}
