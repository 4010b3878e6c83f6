/** Runs a scenario, step after step, until one does not pass. */
import { describeStep } from './language/describe.ts';
import { inTurn } from './language/rounds.ts';
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
  const watch = new Watch(target, scenario);
  const performer = new Performer(target, watch);
  const reports: StepReport[] = [];
  const steps = inTurn(scenario.steps);
  let stopped: StepReport | null = null;
  for (const [at, { step, round }] of steps.entries()) {
    const number = at + 1;
    const title = describeStep(step) + (round === null ? '' : `, round ${round}`);
    if (stopped !== null || watch.found !== null) {
      reports.push({ number, title, status: 'skipped', detail: null, startedMs: watch.elapsedMs(), tookMs: 0 });
      continue;
    }
    onProgress({ kind: 'started', number, of: steps.length, title });
    const startedMs = watch.elapsedMs();
    const outcome = await performer.perform(step);
    const report = { number, title, ...outcome, startedMs, tookMs: watch.elapsedMs() - startedMs };
    reports.push(report);
    onProgress({ kind: 'ended', step: report });
    stopped = outcome.status === 'passed' ? null : report;
  }
  const tookMs = watch.elapsedMs();
  return { name: scenario.name, ...verdictOf(scenario, stopped, watch.found), steps: reports, tookMs };
}

function verdictOf(
  { violation }: Scenario,
  stopped: StepReport | null,
  found: string | null,
): Pick<ScenarioReport, 'verdict' | 'why'> {
  if (stopped !== null) {
    const verdict = stopped.status === 'undecided' ? 'undecided' : 'failed';
    return { verdict, why: `step ${stopped.number} (${stopped.title}): ${stopped.detail}` };
  }
  const isMissing = violation !== undefined && found === null;
  return isMissing ? { verdict: 'failed', why: `${violation} was not violated` } : { verdict: 'passed', why: null };
}
