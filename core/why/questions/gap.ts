/** Why a server lacks entries that its leader has, or has others (§5.3): what keeps the leader's entries from it. */
import { leaderOfHighestTerm } from '../../trace/queries.ts';
import { lastIndexOf, termAt } from '../../trace/view-log.ts';
import type { NodeView } from '../../trace/view-types.ts';
import type { Compared, Finding, Question } from '../answer.ts';
import { Causes } from '../parts/causes.ts';
import { whyLacking } from '../parts/lacking.ts';
import { electionOf } from '../parts/lookups.ts';
import type { Past } from '../past.ts';
import { rules } from '../rules.ts';

export function explainGap(past: Past, { node: id }: Question<'gap'>): Finding<'gap'> {
  const node = past.node(id);
  const leader = leaderOfHighestTerm(past.view);
  if (leader === null || node === null) return plain({ verdict: 'noLeader', node: id });
  if (leader.id === id) return plain({ verdict: 'leads', node: id });
  const conflict = firstConflict(node, leader);
  const leadersLast = lastIndexOf(leader);
  if (conflict === null && lastIndexOf(node) >= leadersLast) return plain({ verdict: 'inStep', node: id });
  const lacks = conflict ?? lastIndexOf(node) + 1;
  const hindrance = whyLacking(past, leader, id, lacks, termAt(leader, lacks) ?? 0);
  const matchIndex = leader.progress.get(id)?.matchIndex ?? 0;
  const because = new Causes()
    .add('elected', electionOf(past, leader.id))
    .hindered(hindrance)
    .add(
      'received',
      past.last('raft.progress', leader.id, ({ progress }) => progress.peer === id),
    )
    .list();
  const verdict = conflict === null ? ('behind' as const) : ('conflicts' as const);
  const holds = { verdict, node: id, leader: leader.id, matchIndex, leadersLast, hindrance };
  const rule = hindrance.why === 'snapshot' ? rules.installSnapshot : rules.consistencyCheck;
  const next = { what: 'logsAgree', who: [id], count: null } as const;
  return { holds, rule, compared: compare(node, leader), because, next };
}

function plain(holds: Finding<'gap'>['holds']): Finding<'gap'> {
  return { holds, rule: rules.consistencyCheck, compared: [], because: [], next: null };
}

/** The first index after the commit index where both have an entry, and not the same. */
function firstConflict(node: NodeView, leader: NodeView): number | null {
  const last = Math.min(lastIndexOf(node), lastIndexOf(leader));
  for (let index = Math.max(node.state.commitIndex, leader.snapshotIndex) + 1; index <= last; index += 1) {
    if (termAt(node, index) !== termAt(leader, index)) return index;
  }
  return lastIndexOf(node) > last && node.state.lastLogTerm !== leader.state.lastLogTerm ? last + 1 : null;
}

function compare(node: NodeView, leader: NodeView): Compared[] {
  const belief = leader.progress.get(node.id);
  return [
    { name: 'lastLogIndex', who: leader.id, value: leader.state.lastLogIndex },
    { name: 'lastLogIndex', who: node.id, value: node.state.lastLogIndex },
    { name: 'lastLogTerm', who: leader.id, value: leader.state.lastLogTerm },
    { name: 'lastLogTerm', who: node.id, value: node.state.lastLogTerm },
    { name: 'matchIndex', who: node.id, value: belief?.matchIndex ?? null },
    { name: 'nextIndex', who: node.id, value: belief?.nextIndex ?? null },
  ];
}
