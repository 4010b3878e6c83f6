/** Runs of the simulator and of scenarios as traces, without a word of the judges that looked on. */
import { readFileSync } from 'node:fs';
import { historyOf } from '../../core/check/history/history-of.ts';
import { checkHistory } from '../../core/check/linearizability/check-history.ts';
import { type Finding, TraceJudge } from '../../core/check/trace-judge.ts';
import { readScenario } from '../../core/scenario/language/read.ts';
import type { Scenario } from '../../core/scenario/language/scenario.ts';
import { runScenario } from '../../core/scenario/run.ts';
import { wishOf } from '../../core/scenario/target.ts';
import { VirtualTarget } from '../../core/sim/virtual-target.ts';
import type { TraceEvent } from '../../core/trace/events.ts';

export interface Judged {
  readonly findings: readonly Finding[];
  readonly hole: string | null;
  readonly isLinearizable: boolean;
  readonly linearizability: 'ok' | 'violation' | 'undecided';
  /** What was found, by its name. */
  readonly found: readonly string[];
}

export function judge(events: readonly TraceEvent[]): Judged {
  const judging = new TraceJudge();
  const findings = [...events.flatMap((event) => judging.hear(event)), ...judging.finish()];
  const { hole, isLinearizable } = judging;
  const { verdict } = checkHistory(historyOf(events), 'kv', { steps: 300_000 });
  const lie = verdict === 'violation' ? ['Linearizability'] : [];
  const found = [...new Set<string>([...findings.map(({ invariant }) => invariant), ...lie])];
  return { findings, hole, isLinearizable, linearizability: verdict, found };
}

/** The events as if the live judges had not written into them. */
export function unjudged(events: readonly TraceEvent[]): TraceEvent[] {
  return events.filter(({ ev }) => ev !== 'check.violation').map((event, at) => ({ ...event, seq: at + 1 }));
}

export function readFrom(path: string): Scenario {
  const read = readScenario(readFileSync(new URL(`../../scenarios/${path}`, import.meta.url), 'utf8'));
  if (!read.ok) throw new Error(read.problems.join('\n'));
  return read.scenario;
}

export async function traceOf(scenario: Scenario, seed: number): Promise<TraceEvent[]> {
  const events: TraceEvent[] = [];
  const { world } = scenario;
  const choices = { seed, ...(world === undefined ? {} : { world }) };
  const target = new VirtualTarget({ ...wishOf(scenario), ...choices, onEvent: (event) => events.push(event) });
  await runScenario(scenario, target);
  return unjudged(events);
}
