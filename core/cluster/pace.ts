/** The three paces of a lab: real time, classroom (ten times slower, messages to be seen), step (one thing at a time). */
import type { Reply } from '../contract/lab-api.ts';
import type { PaceRecord } from '../trace/events.ts';
import type { EventSink } from '../trace/recorder.ts';
import type { Links } from '../transport/links.ts';
import { granted, refused } from './commands.ts';
import type { PacedClock } from './world.ts';

export type PaceMode = PaceRecord['mode'];

/** 40 ms of a clock at a tenth of real time: each message can be watched for 400 ms. */
const paces: Readonly<Record<PaceMode, Pick<PaceRecord, 'rate' | 'holdMs'>>> = {
  real: { rate: 1, holdMs: 0 },
  classroom: { rate: 0.1, holdMs: 40 },
  step: { rate: 0, holdMs: null },
};

export class Pace {
  readonly #clock: PacedClock;
  readonly #links: Links;
  readonly #sink: EventSink;
  #mode: PaceMode = 'real';

  constructor(clock: PacedClock, links: Links, sink: EventSink) {
    this.#clock = clock;
    this.#links = links;
    this.#sink = sink;
  }

  set(mode: PaceMode): void {
    const { rate, holdMs } = paces[mode];
    this.#mode = mode;
    this.#clock.setRate(rate);
    this.#links.holdAll(holdMs);
    this.#record();
  }

  /** Step pace: the oldest held message arrives; with none held, the clock goes on to the next timer. */
  next(): Reply<{ readonly moved: boolean }> {
    if (this.#mode !== 'step')
      return refused('notStepping', 'Messages move by themselves. Choose the step pace first.');
    if (this.#links.deliverNext()) return granted({ moved: true });
    const moved = this.#clock.advance();
    this.#record();
    return granted({ moved });
  }

  /** Written again whenever the clock jumps, so that the trace always knows how to read it. */
  #record(): void {
    const pace = { mode: this.#mode, ...paces[this.#mode], clock: this.#clock.now() };
    this.#sink.record({ ev: 'lab.pace', node: 'lab', pace });
  }
}
