/** The events of one node, client or the lab in two recordings, brought into step with each other. */
import type { TraceEvent } from '../events.ts';

export interface Keyed {
  readonly event: TraceEvent;
  readonly key: string;
}

/** `left` and `right` are set in a row that is the same in both, or changed; else one recording has nothing there. */
export interface Row {
  readonly node: string;
  readonly same: boolean;
  readonly left: TraceEvent | null;
  readonly right: TraceEvent | null;
}

/** So many events are looked at on each side for the place where both go on alike. */
export const WINDOW = 128;
/** So many wait for the other recording, which may not have this lane at all, until they count as missing there. */
const PATIENCE = 4096;
/** One event alone may be alike by chance, as a heartbeat is; of two places, the one where more is alike is right. */
const LEAST_RUN = 2;
const LONGEST_RUN = WINDOW;

export class Lane {
  readonly node: string;
  readonly left = new Queue();
  readonly right = new Queue();

  constructor(node: string) {
    this.node = node;
  }

  /** The rows that can be told now; `isOver`: nothing more comes. */
  *settle(isOver: boolean): Generator<Row, void, undefined> {
    const { left, right } = this;
    for (;;) {
      const [one, other] = [left.at(0), right.at(0)];
      if (one === undefined || other === undefined) break;
      if (one.key === other.key) yield this.#row(true, true, true);
      else if (isOver || (left.length >= WINDOW && right.length >= WINDOW)) yield* this.#differ();
      else if (Math.max(left.length, right.length) > PATIENCE) yield* this.#differ();
      else return;
    }
    const most = isOver ? 0 : PATIENCE;
    while (left.length > most) yield this.#row(false, true, false);
    while (right.length > most) yield this.#row(false, false, true);
  }

  /** Up to where both go on alike; if that is not in sight, one event of each. */
  *#differ(): Generator<Row, void, undefined> {
    let [ofLeft, ofRight] = this.#nextAlike() ?? [1, 1];
    for (; ofLeft > 0 && ofRight > 0; ofLeft--, ofRight--) yield this.#row(false, true, true);
    for (; ofLeft > 0; ofLeft--) yield this.#row(false, true, false);
    for (; ofRight > 0; ofRight--) yield this.#row(false, false, true);
  }

  /** How many events to pass on each side until both go on alike, as few as can be; null: not in the window. */
  #nextAlike(): readonly [number, number] | null {
    const places = new Map<string, number>();
    for (let place = Math.min(WINDOW, this.right.length) - 1; place >= 0; place--) {
      places.set(this.right.at(place)?.key ?? '', place);
    }
    let best = { passed: Number.POSITIVE_INFINITY, run: 0, ofLeft: 0, ofRight: 0 };
    for (let ofLeft = 0; ofLeft < Math.min(WINDOW, this.left.length) && ofLeft <= best.passed; ofLeft++) {
      const ofRight = places.get(this.left.at(ofLeft)?.key ?? '');
      if (ofRight === undefined) continue;
      const passed = ofLeft + ofRight;
      const run = this.#runFrom(ofLeft, ofRight);
      const isBetter = passed < best.passed || (passed === best.passed && run > best.run);
      if (run >= LEAST_RUN && isBetter) best = { passed, run, ofLeft, ofRight };
    }
    return best.run === 0 ? null : [best.ofLeft, best.ofRight];
  }

  /** How many events are the same one after the other from there on; the end of a recording fits whatever comes. */
  #runFrom(ofLeft: number, ofRight: number): number {
    for (let run = 0; run < LONGEST_RUN; run++) {
      const [one, other] = [this.left.at(ofLeft + run), this.right.at(ofRight + run)];
      if (one === undefined || other === undefined) break;
      if (one.key !== other.key) return run;
    }
    return LONGEST_RUN;
  }

  #row(same: boolean, takesLeft: boolean, takesRight: boolean): Row {
    const left = takesLeft ? this.left.take() : null;
    const right = takesRight ? this.right.take() : null;
    return { node: this.node, same, left, right };
  }
}

/** First in, first out; taking costs the same however many wait. */
class Queue {
  #items: Keyed[] = [];
  #taken = 0;

  get length(): number {
    return this.#items.length - this.#taken;
  }

  at(place: number): Keyed | undefined {
    return this.#items[this.#taken + place];
  }

  add(item: Keyed): void {
    this.#items.push(item);
  }

  take(): TraceEvent | null {
    const first = this.#items[this.#taken];
    this.#taken += 1;
    if (this.#taken > 1024 && this.#taken * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#taken);
      this.#taken = 0;
    }
    return first?.event ?? null;
  }
}
