/** Runs a scenario, step after step, until one does not pass. */
import { describeStep } from './language/describe.ts';
import type { Scenario } from './language/scenario.ts';
import { Performer } from './perform.ts';
import type { Progress, ScenarioReport, StepReport } from './report.ts';
import type { ScenarioTarget } from './target.ts';
import { Watch } from './watch.ts';

/**
 * Runs the steps on a cluster that the target has already started as `scenario.cluster` asks. Never rejects for what
 * the cluster does: that stands in the report. The cluster is left as it is at the end.
 */
export async function runScenario(
  scenario: Scenario,
  target: ScenarioTarget,
  onProgress: (progress: Progress) => void = () => {},
): Promise<ScenarioReport> {
  const watch = new Watch(target, scenario.always, scenario.limitSeconds * 1000);
  const performer = new Performer(target, watch);
  const reports: StepReport[] = [];
  let stopped: StepReport | null = null;
  for (const [at, step] of scenario.steps.entries()) {
    const number = at + 1;
    const title = describeStep(step);
    if (stopped !== null) {
      reports.push({ number, title, status: 'skipped', detail: null, startedMs: watch.elapsedMs(), tookMs: 0 });
      continue;
    }
    onProgress({ kind: 'started', number, of: scenario.steps.length, title });
    const startedMs = watch.elapsedMs();
    const outcome = await performer.perform(step);
    const report = { number, title, ...outcome, startedMs, tookMs: watch.elapsedMs() - startedMs };
    reports.push(report);
    onProgress({ kind: 'ended', step: report });
    stopped = outcome.status === 'passed' ? null : report;
  }
  return summary(scenario, reports, stopped, watch.elapsedMs());
}

function summary(
  { name }: Scenario,
  steps: readonly StepReport[],
  stopped: StepReport | null,
  tookMs: number,
): ScenarioReport {
  if (stopped === null) {
    return { name, verdict: 'passed', why: null, steps, tookMs };
  }
  const verdict = stopped.status === 'undecided' ? 'undecided' : 'failed';
  return { name, verdict, why: `step ${stopped.number} (${stopped.title}): ${stopped.detail}`, steps, tookMs };
}
