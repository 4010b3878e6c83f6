/** The majorities that must agree (§5.2, §5.3): one of the voters, or in joint consensus one of C-new and one of C-old (§6). */
import type { Configuration } from '../../raft/types.ts';
import { majorityOf } from '../../trace/membership.ts';
import type { Compared, FactName } from '../answer.ts';
import type { MajorityCounts } from '../holds.ts';

export class Majorities {
  readonly #voters: readonly string[];
  readonly #outgoing: readonly string[];
  readonly #supporters: ReadonlySet<string>;

  /** `supporters`: who stores the entry, answered, or could vote. Those without a vote count for nothing. */
  constructor({ voters, outgoing }: Configuration, supporters: ReadonlySet<string>) {
    this.#voters = voters;
    this.#outgoing = outgoing;
    this.#supporters = supporters;
  }

  get isJoint(): boolean {
    return this.#outgoing.length > 0;
  }

  get areReached(): boolean {
    return this.#deficitOf(this.#voters) <= 0 && this.#deficitOf(this.#outgoing) <= 0;
  }

  get counts(): MajorityCounts {
    return {
      have: this.#haveOf(this.#voters),
      need: needOf(this.#voters),
      haveOutgoing: this.#haveOf(this.#outgoing),
      needOutgoing: needOf(this.#outgoing),
    };
  }

  /** Who would bring it nearer: no supporter yet, with a vote where votes are lacking. */
  get wanted(): string[] {
    const lacking = [this.#voters, this.#outgoing].filter((set) => this.#deficitOf(set) > 0);
    return [...new Set(lacking.flat())].filter((id) => !this.#supporters.has(id));
  }

  /** How many of those are needed at least: one that votes in both configurations counts in both. */
  get lacking(): number {
    const deficit = Math.max(0, this.#deficitOf(this.#voters));
    const deficitOutgoing = Math.max(0, this.#deficitOf(this.#outgoing));
    const inBoth = this.wanted.filter((id) => this.#voters.includes(id) && this.#outgoing.includes(id));
    return deficit + deficitOutgoing - Math.min(deficit, deficitOutgoing, inBoth.length);
  }

  #haveOf(servers: readonly string[]): number {
    return servers.filter((id) => this.#supporters.has(id)).length;
  }

  #deficitOf(servers: readonly string[]): number {
    return needOf(servers) - this.#haveOf(servers);
  }
}

/** As the core's tally has it: 0 where there is no such configuration. */
function needOf(servers: readonly string[]): number {
  return servers.length === 0 ? 0 : majorityOf(servers);
}

/** What each majority has and needs. */
export function majorityFacts(name: FactName, counts: MajorityCounts): Compared[] {
  const { have, need, haveOutgoing, needOutgoing } = counts;
  const factsOf = (who: string, has: number, needs: number): Compared[] => [
    { name, who, value: has },
    { name: 'needed', who, value: needs },
  ];
  if (needOutgoing === 0) return factsOf('majority', have, need);
  return [...factsOf('C-new', have, need), ...factsOf('C-old', haveOutgoing, needOutgoing)];
}
