/** What a leader believes of the others (§5.3), and the memberships it puts one after the other (§6, thesis 4.1). */
import { voterSets } from '../raft/quorum.ts';
import type { Configuration, NodeId } from '../raft/types.ts';
import type { Observation, Server } from './observation.ts';
import { lastIndexOf, type ServerState, termAt } from './server-state.ts';
import { invariants, type Report } from './violation.ts';

export function judgeLeader(
  { now, before, sameLife }: Observation,
  servers: ReadonlyMap<NodeId, Server>,
  report: Report,
): void {
  if (now.role !== 'leader') return;
  for (const [peer, { matchIndex }] of now.believed ?? []) judgeMatch(now, servers.get(peer), matchIndex, report);
  if (!sameLife || before?.role !== 'leader' || before.currentTerm !== now.currentTerm) return;
  if (before.configurationIndex === now.configurationIndex) return;
  if (haveCommonServers(before.configuration, now.configuration)) return;
  const detail = `${now.id} put ${textOf(now.configuration)} after ${textOf(before.configuration)}.`;
  report(invariants.quorumsIntersect, detail, [now.id]);
}

/** A server that has gone on to a later term may have lost, to its new leader, what it once acknowledged to this one. */
function judgeMatch(now: ServerState, peer: Server | undefined, matchIndex: number, report: Report): void {
  if (matchIndex === 0 || peer === undefined || !peer.known || peer.currentTerm !== now.currentTerm) return;
  if (matchIndex < peer.log.snapshotIndex) return;
  const [mine, theirs] = [termAt(now.log, matchIndex), termAt(peer.log, matchIndex)];
  if (theirs !== null && (mine === null || mine === theirs)) return;
  const detail = `${now.id} counts entry ${matchIndex} of ${peer.id}, whose log ends at ${lastIndexOf(peer.log)} or differs there.`;
  report(invariants.matchIsStored, detail, [now.id, peer.id], { index: matchIndex });
}

/**
 * A quorum is a majority of every set. So it is enough that some set of the one and some set of the other differ in at
 * most one server: then any two majorities of these share one.
 */
function haveCommonServers(one: Configuration, other: Configuration): boolean {
  return voterSets(one).some((voters) => voterSets(other).some((others) => difference(voters, others) <= 1));
}

function difference(one: readonly NodeId[], other: readonly NodeId[]): number {
  return one.filter((id) => !other.includes(id)).length + other.filter((id) => !one.includes(id)).length;
}

function textOf(configuration: Configuration): string {
  return voterSets(configuration)
    .map((voters) => `{${voters.join(' ')}}`)
    .join(' and ');
}
