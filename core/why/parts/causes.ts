/** A list of causes while it is gathered: in the order of the trace, each event once. */
import type { Cause, CauseRole } from '../answer.ts';
import type { Hindrance } from '../holds.ts';
import { roleOf } from './hindrance-roles.ts';

/** More than a person reads, and enough for nine servers with two events each. */
const MOST = 24;
/** How it began is kept when there are too many; the rest are the newest. */
const BEGINNING = 6;

export class Causes {
  readonly #roles = new Map<number, CauseRole>();

  /** An event that is not in the trace, or a hindrance without one, is left out. */
  add(role: CauseRole, ...events: readonly ({ readonly seq: number | null } | null)[]): this {
    for (const event of events) {
      if (event === null || event.seq === null || this.#roles.has(event.seq)) continue;
      this.#roles.set(event.seq, role);
    }
    return this;
  }

  /** The events that stand in the way, and the messages that they hold back. */
  hindered(...hindrances: readonly (Hindrance | null)[]): this {
    for (const hindrance of hindrances) {
      if (hindrance === null) continue;
      this.add(roleOf(hindrance.why), hindrance);
      if (hindrance.sent !== undefined) this.add('sent', { seq: hindrance.sent });
    }
    return this;
  }

  list(): Cause[] {
    const all = [...this.#roles].map(([seq, role]) => ({ seq, role }));
    all.sort((one, other) => one.seq - other.seq);
    return all.length <= MOST ? all : [...all.slice(0, BEGINNING), ...all.slice(BEGINNING - MOST)];
  }
}
