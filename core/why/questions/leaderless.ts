/** Nothing is committed while nobody leads (§5.3): who is missing for an election, in joint consensus for both of its majorities (§6). */
import { votersOf } from '../../trace/membership.ts';
import { membershipOf } from '../../trace/queries.ts';
import type { ConfigurationView } from '../../trace/view-types.ts';
import type { Finding } from '../answer.ts';
import { Causes } from '../parts/causes.ts';
import { appendsOf } from '../parts/lookups.ts';
import { Majorities, majorityFacts } from '../parts/majorities.ts';
import { stoppedBy } from '../parts/reach.ts';
import type { Past } from '../past.ts';
import { rules } from '../rules.ts';

export function explainLeaderless(past: Past, index: number, term: number): Finding<'entry'> {
  const membership = membershipAtElection(past);
  const voters = votersOf(membership);
  const missing = voters.map((id) => stoppedBy(past, id)).filter((found) => found !== null);
  const up = upOf(past, membership);
  const majorities = new Majorities(membership, new Set(up));
  const because = new Causes()
    .add('appended', appendsOf(past, index, term)[0] ?? null)
    .add('steppedDown', lastFall(past))
    .add('stopped', ...missing)
    .list();
  const statuses = voters.map((who) => ({ name: 'status', who, value: past.node(who)?.status ?? 'new' }) as const);
  const compared = [...statuses, ...(majorities.isJoint ? majorityFacts('couldVote', majorities.counts) : [])];
  const next = majorities.areReached
    ? ({ what: 'election', who: up, count: null } as const)
    : ({ what: 'restarts', who: majorities.wanted, count: majorities.lacking } as const);
  const holds = { verdict: 'noLeader', index, term, missing, ...majorities.counts } as const;
  return { holds, rule: rules.onlyLeaderCommits, compared, because, next };
}

function upOf(past: Past, membership: ConfigurationView): string[] {
  return votersOf(membership).filter((id) => stoppedBy(past, id) === null);
}

/** A candidate goes by its own log: what only a dead server has in its own keeps nobody who runs from being elected. */
function membershipAtElection(past: Past): ConfigurationView {
  const canElect = [...past.view.nodes.values()].find(({ id, configuration }) => {
    const up = new Set(upOf(past, configuration));
    return up.has(id) && new Majorities(configuration, up).areReached;
  });
  return canElect?.configuration ?? membershipOf(past.view);
}

function lastFall(past: Past) {
  return past.lastOfAnyone('raft.role', ({ role }) => role.from === 'leader');
}
