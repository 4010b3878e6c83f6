/** Feeds the judge with the events of the shown run, a piece at a time: the next one goes when the last one is judged. */
import type { FromJudge, ToJudge } from './messages.ts';

/** The shown run's events. */
export interface Events {
  readonly length: number;
  /** Another number for another run. */
  readonly generation: number;
  lineAt(index: number): string | undefined;
}

/** Copying so many to the worker is not felt in the page. */
export const PIECE = 2000;

export class Feeding {
  readonly #events: Events;
  readonly #send: (message: ToJudge) => void;
  readonly #isFree: () => boolean;
  #generation = Number.NaN;
  #run = 0;
  #sent = 0;
  #isWaiting = false;
  #settledAt = 0;

  /** While the page is not free, no further piece goes; `pump` when it is again. */
  constructor(events: Events, send: (message: ToJudge) => void, isFree: () => boolean = () => true) {
    this.#events = events;
    this.#send = send;
    this.#isFree = isFree;
  }

  get run(): number {
    return this.#run;
  }

  /** All events that the page has are judged. */
  get isDone(): boolean {
    return !this.#isWaiting && this.#sent === this.#events.length;
  }

  /** Call it whenever there may be more events. True when another run has begun. */
  pump(): boolean {
    const isAnother = this.#events.generation !== this.#generation;
    if (isAnother) this.#begin();
    this.#sendNext();
    return isAnother;
  }

  /** False for an answer about a run that is not shown any more. */
  heard(answer: FromJudge): boolean {
    if (answer.run !== this.#run) return false;
    if (answer.kind === 'judged') {
      this.#isWaiting = false;
      this.#sendNext();
    }
    return true;
  }

  /** Asks for what is judged as a whole, if that was not asked about these events already. */
  settle(): void {
    if (!this.isDone || this.#settledAt === this.#sent) return;
    this.#settledAt = this.#sent;
    this.#isWaiting = true;
    this.#send({ kind: 'settle', run: this.#run });
  }

  #begin(): void {
    this.#generation = this.#events.generation;
    this.#run += 1;
    this.#sent = 0;
    this.#settledAt = 0;
    this.#isWaiting = false;
    this.#send({ kind: 'begin', run: this.#run });
  }

  #sendNext(): void {
    if (this.#isWaiting || !this.#isFree() || this.#sent >= this.#events.length) return;
    const lines: string[] = [];
    for (let place = this.#sent; lines.length < PIECE; place += 1) {
      const line = this.#events.lineAt(place);
      if (line === undefined) break;
      lines.push(line);
    }
    this.#sent += lines.length;
    this.#isWaiting = true;
    this.#send({ kind: 'events', run: this.#run, lines });
  }
}
