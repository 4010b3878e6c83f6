/** How a run ends: the cluster recovers, all servers agree, and what clients were told was true. */
import type { NodeTruth } from '../../contract/node-truth.ts';
import type { VirtualCluster } from '../virtual-cluster.ts';
import type { Outcomes } from './outcomes.ts';
import { Recovery, type RecoverySettings } from './recovery.ts';

/** What is wrong is complained of. Answers how long the recovery took, ms of virtual time. */
export function recoverAndJudge(virtual: VirtualCluster, outcomes: Outcomes, settings: RecoverySettings): number {
  const tookMs = new Recovery(virtual, settings).run();
  if (virtual.isClean) judgeEnd(virtual, outcomes);
  return tookMs;
}

/** Equal machines wherever as much is applied, and every client was told the truth. */
function judgeEnd(virtual: VirtualCluster, outcomes: Outcomes): void {
  const { cluster, complain, committed } = virtual;
  const members = virtual.members();
  const [first, ...others] = cluster.inspect().filter(({ id, status }) => status === 'up' && members.includes(id));
  for (const other of others) {
    if (first === undefined || first.state?.lastApplied !== other.state?.lastApplied) continue;
    if (endOf(first) !== endOf(other)) {
      complain('State Machine Safety', `${first.id} and ${other.id} end with different values.`, []);
    }
  }
  outcomes.judge(committed, (invariant, detail) => complain(invariant, detail, []));
}

function endOf({ pairs }: NodeTruth): string {
  return JSON.stringify(pairs);
}
