/** What can be done to one server's membership, lead and log (§6, §7, thesis 3.10), with the reason when it cannot. */
import { isUp, leaderOfHighestTerm, membershipOf } from '../../../core/trace/queries.ts';
import type { ClusterView, NodeView } from '../../../core/trace/view-types.ts';
import { isJoint, MOST_SEATS, type Standing, standingOf } from '../../model/standing.ts';
import type { NodeAction } from '../faults/actions.ts';
import type { useMembers } from './store.ts';

type Members = ReturnType<typeof useMembers>;

export interface Moment {
  readonly view: ClusterView;
  readonly node: NodeView;
  readonly standing: Standing;
}

export function momentOf(view: ClusterView, id: string): Moment | null {
  const node = view.nodes.get(id);
  return node === undefined ? null : { view, node, standing: standingOf(view, node) };
}

/** Why no change of the membership can begin now (§6, thesis 4.1); null when one can. */
export function changeHindrance(view: ClusterView): string | null {
  const leader = leaderOfHighestTerm(view);
  if (leader === null) return 'Nobody leads now, and only a leader can change the members.';
  if (isJoint(leader.configuration)) return 'The cluster is in C-old,new. It has to leave it first.';
  return null;
}

/** As above, and for one more member. */
export function additionHindrance(view: ClusterView): string | null {
  const { voters, learners } = membershipOf(view);
  if (voters.length + learners.length >= MOST_SEATS) return `A cluster has at most ${MOST_SEATS} members.`;
  return changeHindrance(view);
}

const gone: Partial<Record<Standing, string>> = {
  removed: 'is no member any more.',
  outsider: 'is no member.',
  joining: 'is no member yet.',
};

function notMember({ node, standing }: Moment): string | null {
  const why = gone[standing];
  return why === undefined ? null : `${node.id} ${why}`;
}

function transferReason(moment: Moment): string | null {
  const { view, node, standing } = moment;
  const leader = leaderOfHighestTerm(view);
  if (leader === null) return 'Nobody leads now, so there is no lead to hand over.';
  if (leader.id === node.id) return `${node.id} leads already.`;
  if (standing === 'learner') return `${node.id} is a learner and cannot lead. Give it a vote first.`;
  return notMember(moment) ?? (isUp(node) ? null : `${node.id} is not running.`);
}

function snapshotReason({ node }: Moment): string | null {
  if (!isUp(node)) return `${node.id} is not running.`;
  const hasNews = node.state.lastApplied > node.snapshotIndex;
  return hasNews ? null : `${node.id} has applied nothing that is not in its snapshot already.`;
}

function removeReason(moment: Moment): string | null {
  const { view, node, standing } = moment;
  const others = membershipOf(view).voters.filter((id) => id !== node.id);
  const last = standing === 'voter' && others.length === 0 ? `${node.id} is the last voter.` : null;
  return notMember(moment) ?? last ?? changeHindrance(view);
}

/** Hand over, snapshot, replace, remove: for this server. */
export function memberActions(view: ClusterView, id: string, members: Members): readonly NodeAction[] {
  const moment = momentOf(view, id);
  if (moment === null) return [];
  const action = (
    name: string,
    verb: string,
    title: string,
    key: string | null,
    reason: string | null,
    run: () => void,
  ): NodeAction => ({ id: name, verb, title, key, harmful: false, reason: members.hindrance ?? reason, run });
  const stays = notMember(moment) ?? additionHindrance(view);
  return [
    action('transfer', 'Lead', `Hand the lead over to ${id}`, 'Shift+L', transferReason(moment), () =>
      members.transfer(id),
    ),
    action('snapshot', 'Snapshot', `Take a snapshot on ${id}`, 'Shift+S', snapshotReason(moment), () =>
      members.snapshot(id),
    ),
    action('replace', 'Replace', `Replace ${id} by a new node`, null, stays, () => members.replace(id)),
    action('remove', 'Remove', `Remove ${id} from the cluster`, null, removeReason(moment), () => members.remove(id)),
  ];
}
