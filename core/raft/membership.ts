/** Which membership may follow which (§6, thesis 4.1 and 4.3): arithmetic on configurations, without any log. */
import type { ConfigurationChange, MembershipOperation, MembershipProblem } from './duties.ts';
import type { Configuration, NodeId } from './types.ts';

export type NextConfiguration =
  | { readonly ok: true; readonly configuration: Configuration }
  | { readonly ok: false; readonly why: MembershipProblem };

/** A configuration of one set of voters. */
export function simpleConfiguration(voters: readonly NodeId[], learners: readonly NodeId[] = []): Configuration {
  return { voters, outgoing: [], learners, learnersNext: [], autoLeave: false };
}

export function isJoint(configuration: Configuration): boolean {
  return configuration.outgoing.length > 0;
}

/** The membership after the change, or why there is none. A change that changes nothing is `noChange`. */
export function nextConfiguration(current: Configuration, change: ConfigurationChange): NextConfiguration {
  const next = change.kind === 'leaveJoint' ? leaveJoint(current) : changed(current, change);
  return next.ok && isSame(current, next.configuration) ? { ok: false, why: 'noChange' } : next;
}

function changed(current: Configuration, change: Exclude<ConfigurationChange, { kind: 'leaveJoint' }>) {
  if (isJoint(current)) return problem('joint');
  const next = operate(current, change.operations);
  if (next.voters.length === 0) return problem('noVoters');
  if (change.kind === 'joint') return enterJoint(current, next, change.autoLeave);
  return votersThatDiffer(current, next) > 1 ? problem('tooManyVoterChanges') : done(next);
}

function leaveJoint(current: Configuration): NextConfiguration {
  if (!isJoint(current)) return problem('notJoint');
  return done(simpleConfiguration(current.voters, sorted([...current.learners, ...current.learnersNext])));
}

/** Both sets decide until it is left. Who still votes in C-old becomes a learner only when C-old goes (thesis 4.3). */
function enterJoint(current: Configuration, next: Configuration, autoLeave: boolean): NextConfiguration {
  const outgoing = current.voters;
  const learnersNext = next.learners.filter((id) => outgoing.includes(id));
  const learners = next.learners.filter((id) => !outgoing.includes(id));
  return done({ voters: next.voters, outgoing, learners, learnersNext, autoLeave });
}

/** Operations in order; the last one about a server counts. */
function operate(current: Configuration, operations: readonly MembershipOperation[]): Configuration {
  const voters = new Set(current.voters);
  const learners = new Set(current.learners);
  for (const { op, id } of operations) {
    voters.delete(id);
    learners.delete(id);
    if (op === 'voter') voters.add(id);
    if (op === 'learner') learners.add(id);
  }
  return simpleConfiguration(sorted(voters), sorted(learners));
}

function votersThatDiffer(one: Configuration, other: Configuration): number {
  const gone = one.voters.filter((id) => !other.voters.includes(id));
  const come = other.voters.filter((id) => !one.voters.includes(id));
  return gone.length + come.length;
}

function isSame(one: Configuration, other: Configuration): boolean {
  const places = (configuration: Configuration) =>
    JSON.stringify([
      sorted(configuration.voters),
      sorted(configuration.outgoing),
      sorted(configuration.learners),
      sorted(configuration.learnersNext),
    ]);
  return places(one) === places(other);
}

/** S2 before S10. */
function sorted(ids: Iterable<NodeId>): NodeId[] {
  return [...ids].sort((one, other) => one.length - other.length || (one < other ? -1 : 1));
}

function done(configuration: Configuration): NextConfiguration {
  return { ok: true, configuration };
}

function problem(why: MembershipProblem): NextConfiguration {
  return { ok: false, why };
}
