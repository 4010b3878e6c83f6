/** Performs the steps of a scenario on a target driven by hand. */
import { readScenario } from '../../core/scenario/language/read.ts';
import type { ScenarioReport } from '../../core/scenario/report.ts';
import { runScenario } from '../../core/scenario/run.ts';
import type { ClusterView } from '../../core/trace/view-types.ts';
import type { ScriptedTarget } from './target.ts';
import { nodeView, viewOf } from './views.ts';

export function run(target: ScriptedTarget, steps: string, more = 'limitSeconds: 10'): Promise<ScenarioReport> {
  const read = readScenario(`name: T\nabout: T.\npaper: '5'\ncluster: { nodes: 3 }\n${more}\nsteps:\n${steps}`);
  if (!read.ok) {
    throw new Error(read.problems.join('\n'));
  }
  return runScenario(read.scenario, target);
}

/** A change of a view: this server leads. */
export function lead(id: string, term = 1) {
  return (view: ClusterView) => {
    view.nodes.set(id, nodeView(id, { role: 'leader', term }));
  };
}

/** S2 leads three servers. */
export const led = () => viewOf({ S1: {}, S2: { role: 'leader' }, S3: {} });
