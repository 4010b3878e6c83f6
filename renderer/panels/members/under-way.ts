/** What is under way in the membership (§6, thesis 4.2.1) and the lead (3.10), one sentence for each. */
import { placeIn } from '../../../core/trace/membership.ts';
import { holdersOf, leaderOfHighestTerm } from '../../../core/trace/queries.ts';
import { termAt } from '../../../core/trace/view-log.ts';
import type { ClusterView, NodeView } from '../../../core/trace/view-types.ts';
import { isJoint, membersText, standingOf } from '../../model/standing.ts';
import { charactersText } from '../../parts/format.ts';
import type { LeaderNews } from '../../stores/leader-news.ts';

export interface UnderWay {
  readonly kind: 'joint' | 'change' | 'catchUp' | 'joining' | 'transfer';
  readonly text: string;
  /** The joint membership is committed and waits for a hand: member.leaveJoint. */
  readonly mayLeave: boolean;
}

export function underWay(view: ClusterView, newsOf: (leader: string) => LeaderNews): UnderWay[] {
  const leader = leaderOfHighestTerm(view);
  const joining = [...view.nodes.values()].filter((node) => standingOf(view, node) === 'joining').map(joiningLine);
  if (leader === null) return joining;
  const news = newsOf(leader.id);
  return [
    ...configurationLines(view, leader),
    ...leader.configuration.learners.flatMap((id) => catchUpLine(leader, id, news)),
    ...joining,
    ...transferLines(leader, news),
  ];
}

function line(kind: UnderWay['kind'], text: string): UnderWay {
  return { kind, text, mayLeave: false };
}

function joiningLine({ id, address }: NodeView): UnderWay {
  return line('joining', `${id} starts${address === null ? '' : ` at ${address}`} and is no member yet.`);
}

function configurationLines(view: ClusterView, leader: NodeView): UnderWay[] {
  const { configuration } = leader;
  const { index } = configuration;
  const isCommitted = index <= leader.state.commitIndex;
  if (isJoint(configuration)) {
    const mayLeave = isCommitted && !configuration.autoLeave;
    const next = configuration.autoLeave ? 'leaves by itself' : 'stays until you leave it';
    const stage = isCommitted ? `committed, ${next}` : `${storedText(view, leader, index)}, needs both majorities`;
    return [{ kind: 'joint', text: `${membersText(configuration)}; ${stage}.`, mayLeave }];
  }
  if (isCommitted || index === 0) return [];
  return [
    line('change', `C-new: ${membersText(configuration)}; ${storedText(view, leader, index)}, not committed yet.`),
  ];
}

function storedText(view: ClusterView, leader: NodeView, index: number): string {
  const { voters, outgoing, learners } = leader.configuration;
  const all = new Set([...voters, ...outgoing, ...learners]);
  const holders = holdersOf(view, index, termAt(leader, index) ?? 0).filter((id) => all.has(id));
  return `entry ${index} on ${holders.length} of ${all.size}`;
}

function catchUpLine(leader: NodeView, id: string, { catchUps }: LeaderNews): UnderWay[] {
  const progress = leader.progress.get(id);
  const installing = progress?.mode === 'snapshot' ? progress.installing : null;
  if (installing != null) {
    const total = installing.total === null ? '' : ` of ${charactersText(installing.total)}`;
    return [line('catchUp', `${id} is sent the snapshot: ${installing.offset.toLocaleString('en')}${total}.`)];
  }
  const news = catchUps.get(id);
  if (news === undefined || news.isDone || placeIn(leader.configuration, id) !== 'learner') return [];
  const has = `has ${progress?.matchIndex ?? 0}`;
  return [line('catchUp', `${id} catches up: round ${news.round}, up to entry ${news.targetIndex}, ${has}.`)];
}

function transferLines(leader: NodeView, { transferTo }: LeaderNews): UnderWay[] {
  if (transferTo === null) return [];
  return [line('transfer', `${leader.id} hands over to ${transferTo} and takes no commands meanwhile.`)];
}
