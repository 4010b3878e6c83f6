/** Any other membership as the user puts it together (§6): who votes, who learns, who is out, and who is new. */
import { placeIn } from '../../../core/trace/membership.ts';
import { membershipOf } from '../../../core/trace/queries.ts';
import type { ClusterView } from '../../../core/trace/view-types.ts';
import { MOST_SEATS, membersText } from '../../model/standing.ts';
import { changeHindrance } from './actions.ts';

export type PlannedPlace = 'voter' | 'learner' | 'out';
export type Plan = Readonly<Record<string, PlannedPlace>>;

/** The membership in force, everybody else out. */
export function planOf(view: ClusterView): Plan {
  const configuration = membershipOf(view);
  const places = [...view.nodes.keys()].map((id): [string, PlannedPlace] => {
    const place = placeIn(configuration, id);
    return [id, place === 'voter' || place === 'learner' ? place : 'out'];
  });
  return Object.fromEntries(places);
}

/** A name that no server of the run has had. */
export function nextName(plan: Plan): string {
  return `S${Math.max(0, ...Object.keys(plan).map((id) => Number(id.slice(1)))) + 1}`;
}

export function membersOf(plan: Plan): { readonly voters: string[]; readonly learners: string[] } {
  const those = (place: PlannedPlace) => Object.keys(plan).filter((id) => plan[id] === place);
  return { voters: those('voter'), learners: those('learner') };
}

/** Why the plan cannot be asked for, as a sentence; null when it can. */
export function planHindrance(view: ClusterView, plan: Plan): string | null {
  const { voters, learners } = membersOf(plan);
  if (voters.length === 0) return 'Somebody must have a vote.';
  if (voters.length + learners.length > MOST_SEATS) return `A cluster has at most ${MOST_SEATS} members.`;
  return changeHindrance(view) ?? (isAsItIs(view, plan) ? 'The membership is so already. Change a place above.' : null);
}

function isAsItIs(view: ClusterView, plan: Plan): boolean {
  const now = planOf(view);
  return Object.keys(plan).every((id) => plan[id] === (now[id] ?? 'out'));
}

/** `C-old S1 S2 S3, C-new S1 S2 S4`: what the log will say first. */
export function planText(view: ClusterView, plan: Plan): string {
  const { voters, learners } = membersOf(plan);
  return membersText({ outgoing: membershipOf(view).voters, voters, learners });
}
