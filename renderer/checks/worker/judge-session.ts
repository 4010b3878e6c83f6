/** The judge as the page talks to it: takes messages, answers with what was found and how far it came. */
import { TraceJudge } from '../../../core/check/trace-judge.ts';
import type { TraceEvent } from '../../../core/trace/events.ts';
import type { Found, FromJudge, Occasion, ToJudge } from '../messages.ts';
import { occasionsIn } from '../occasions.ts';

export class JudgeSession {
  #run = 0;
  #seq = 0;
  #judge = new TraceJudge();
  #occasions = new Map<string, Occasion>();
  /** What the lab's own referee has said while the cluster ran. */
  #heard = new Set<string>();

  /** Empty for messages about a run that is over. */
  take(message: ToJudge): FromJudge[] {
    if (message.kind === 'begin') this.#begin(message.run);
    if (message.run !== this.#run) return [];
    switch (message.kind) {
      case 'begin':
        return [];
      case 'events':
        return [this.#judged(message.events.flatMap((event) => this.#hear(event)))];
      case 'settle':
        return [this.#judged(this.#new(this.#judge.finish()))];
      default:
        return message satisfies never;
    }
  }

  #begin(run: number): void {
    this.#run = run;
    this.#seq = 0;
    this.#judge = new TraceJudge();
    this.#occasions = new Map();
    this.#heard = new Set();
  }

  #hear(event: TraceEvent): Found[] {
    this.#seq = event.seq;
    for (const invariant of occasionsIn(event)) {
      this.#occasions.set(invariant, { count: (this.#occasions.get(invariant)?.count ?? 0) + 1, lastSeq: event.seq });
    }
    const found: readonly Found[] = this.#judge.hear(event);
    return this.#new(event.ev === 'check.violation' ? [...found, { ...event.violation, seqs: [event.seq] }] : found);
  }

  /** The referee of the lab and the judge of the recording may say the same: once is enough. */
  #new(found: readonly Found[]): Found[] {
    return found.filter(({ invariant, detail }) => {
      const said = `${invariant}: ${detail}`;
      if (this.#heard.has(said)) return false;
      this.#heard.add(said);
      return true;
    });
  }

  #judged(found: readonly Found[]): FromJudge {
    const { hole } = this.#judge;
    return { kind: 'judged', run: this.#run, seq: this.#seq, found, occasions: [...this.#occasions], hole };
  }
}
