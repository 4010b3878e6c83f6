/** The judge as the page talks to it: takes messages, answers with what was found and how far it came. */
import { ClientHistory } from '../../../core/check/history/history-of.ts';
import { HistoryCheck, type Verdict } from '../../../core/check/linearizability/check-history.ts';
import { TraceJudge } from '../../../core/check/trace-judge.ts';
import type { TraceEvent } from '../../../core/trace/events.ts';
import type { ClientVerdict, Found, FromJudge, Occasion, ToJudge } from '../messages.ts';
import { occasionsIn } from '../occasions.ts';

/** A history that takes longer is called undecided. */
const MOST_MILLISECONDS = 20_000;
const MOST_CACHE = 200_000_000;

export class JudgeSession {
  #run = 0;
  #seq = 0;
  #judge = new TraceJudge();
  #history = new ClientHistory();
  /** The search for an order of the operations that is under way; null when none is. */
  #check: HistoryCheck | null = null;
  readonly #now: () => number;
  #occasions = new Map<string, Occasion>();
  /** What the lab's own referee has said while the cluster ran. */
  #heard = new Set<string>();

  /** `now` in milliseconds. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Empty for messages about a run that is over. */
  take(message: ToJudge): FromJudge[] {
    if (message.kind === 'begin') this.#begin(message.run);
    if (message.run !== this.#run) return [];
    switch (message.kind) {
      case 'begin':
        return [];
      case 'events':
        return [this.#judged(message.lines.flatMap((line) => this.#hear(JSON.parse(line))))];
      case 'settle':
        return [this.#settle(), this.#clients({ verdict: 'running', detail: 'Orders of the operations are tried.' })];
      default:
        return message satisfies never;
    }
  }

  /** One turn of the search for an order; false when there is nothing more to do. Between two turns messages are taken. */
  advance(answer: (message: FromJudge) => void): boolean {
    const verdict = this.#check?.advance() ?? null;
    if (verdict === null) return this.#check !== null;
    this.#check = null;
    if (verdict.verdict === 'violation') answer(this.#judged(this.#new([foundIn(verdict)])));
    answer(this.#clients({ verdict: verdict.verdict, detail: detailOf(verdict) }));
    return false;
  }

  #settle(): FromJudge {
    const { isStartKnown } = this.#history;
    const limits = { milliseconds: MOST_MILLISECONDS, cache: MOST_CACHE, now: this.#now, isStartKnown };
    this.#check = new HistoryCheck(this.#history.operations(), 'kv', limits);
    return this.#judged(this.#new(this.#judge.finish()));
  }

  #clients(verdict: ClientVerdict): FromJudge {
    return { kind: 'clients', run: this.#run, seq: this.#seq, verdict };
  }

  #begin(run: number): void {
    this.#run = run;
    this.#seq = 0;
    this.#judge = new TraceJudge();
    this.#history = new ClientHistory();
    this.#check = null;
    this.#occasions = new Map();
    this.#heard = new Set();
  }

  #hear(event: TraceEvent): Found[] {
    this.#seq = event.seq;
    this.#history.hear(event);
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

function foundIn({ key, detail, clash }: Extract<Verdict, { verdict: 'violation' }>): Found {
  const seqs = clash.flatMap(({ invokedAt, endedAt }) => [endedAt ?? invokedAt]).sort((one, other) => one - other);
  return { invariant: 'Linearizability', detail: `Key ${key}: ${detail}`, nodes: [], seqs };
}

function detailOf(verdict: Verdict): string {
  if (verdict.verdict !== 'ok') return verdict.detail;
  return `${verdict.operations} operations on ${verdict.keys} keys fit one order.`;
}
