/** Judges a recorded trace: every rule on its events, and then the history of its clients. */
import { ClientHistory } from '../../core/check/history/history-of.ts';
import type { Verdict } from '../../core/check/linearizability/check-history.ts';
import { type Finding, TraceJudge } from '../../core/check/trace-judge.ts';
import { readTrace, TraceProblem } from '../../core/recording/read-trace.ts';
import type { TraceEvent } from '../../core/trace/events.ts';
import { type ExitCode, exitCodes, type Terminal } from '../command.ts';
import { counted } from '../export/progress.ts';
import { search } from './search.ts';
import { linesOf } from './trace-report.ts';

export interface TraceOptions {
  readonly path: string;
  readonly seconds: number;
  readonly json: boolean;
}

export interface TraceReport {
  readonly trace: string;
  readonly events: number;
  readonly verdict: 'ok' | 'violation' | 'undecided';
  /** Sentences: why not all of it could be judged, and what the reader noticed. */
  readonly notices: readonly string[];
  readonly findings: readonly Finding[];
  /** What the run's own judges had written into the trace while it happened. */
  readonly recorded: readonly { readonly invariant: string; readonly detail: string; readonly seq: number }[];
  readonly linearizability: Verdict;
  /** The order of the log is a linearization itself, so that the verdict does not hang on a search. */
  readonly isProved: boolean;
}

const codes = { ok: exitCodes.good, violation: exitCodes.failed, undecided: exitCodes.bad } as const;

export async function checkTrace({ path, seconds, json }: TraceOptions, terminal: Terminal): Promise<ExitCode> {
  const hearing = new Hearing();
  await hearing.read(path, terminal);
  const { history } = hearing;
  const operations = history.operations();
  const { isStartKnown } = history;
  const linearizability = await search(operations, { model: 'kv', seconds, isStartKnown }, terminal);
  const report = hearing.report(path, linearizability);
  if (json) terminal.out(JSON.stringify(report));
  else for (const line of linesOf(report)) terminal.out(line);
  return codes[report.verdict];
}

/** Everything that is heard of the trace, as far as it can be read. */
class Hearing {
  readonly history = new ClientHistory();
  readonly #judge = new TraceJudge();
  readonly #findings: Finding[] = [];
  readonly #recorded: TraceReport['recorded'][number][] = [];
  readonly #notices: string[] = [];
  #events = 0;
  /** Not all of the trace was heard. */
  #isPartial = false;

  async read(path: string, terminal: Terminal): Promise<void> {
    const onNotice = (sentence: string) => this.#notices.push(sentence);
    try {
      for await (const event of counted(readTrace(path, { onNotice }), terminal)) {
        this.#hear(event);
        if (terminal.interrupted.aborted) throw new TraceProblem(`Interrupted after event ${event.seq}.`);
      }
    } catch (error) {
      if (!(error instanceof TraceProblem)) throw error;
      this.#isPartial = true;
      this.#notices.push(error.message);
    }
    this.#findings.push(...this.#judge.finish());
    if (this.#judge.hole !== null) {
      this.#isPartial = true;
      this.#notices.push(`${this.#judge.hole} What comes after it was not judged.`);
    }
  }

  report(trace: string, linearizability: Verdict): TraceReport {
    const notices = this.#notices;
    const [findings, recorded] = [this.#findings, this.#recorded];
    const isBroken = findings.length > 0 || recorded.length > 0 || linearizability.verdict === 'violation';
    const isUnknown = linearizability.verdict === 'undecided' && !this.#judge.isLinearizable;
    const isOpen = this.#isPartial || isUnknown;
    const verdict = isBroken ? 'violation' : isOpen ? 'undecided' : 'ok';
    const isProved = this.#judge.isLinearizable;
    return { trace, events: this.#events, verdict, notices, findings, recorded, linearizability, isProved };
  }

  #hear(event: TraceEvent): void {
    this.#events += 1;
    this.#findings.push(...this.#judge.hear(event));
    if (this.#judge.hole === null) this.history.hear(event);
    if (event.ev !== 'check.violation') return;
    const { invariant, detail } = event.violation;
    this.#recorded.push({ invariant, detail, seq: event.seq });
  }
}
