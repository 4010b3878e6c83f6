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

/** Equal logs and machines everywhere, and every client was told the truth. */
function judgeEnd({ cluster, complain }: VirtualCluster, outcomes: Outcomes): void {
  const [first, ...others] = cluster.inspect().filter(({ status }) => status === 'up');
  for (const other of others) {
    if (first !== undefined && endOf(first) !== endOf(other)) {
      complain('State Machine Safety', `${first.id} and ${other.id} end with different logs or values.`, []);
    }
  }
  const log = cluster.members.get(first?.id ?? '')?.node?.state.log.entries ?? [];
  outcomes.judge(log, (invariant, detail) => complain(invariant, detail, []));
}

function endOf({ log, pairs }: NodeTruth): string {
  return JSON.stringify([log, pairs]);
}
