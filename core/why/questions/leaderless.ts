/** Nothing is committed while nobody leads (§5.3): who is missing for an election. */
import { isQuorum, majorityOf, votersOf } from '../../trace/membership.ts';
import { membershipOf } from '../../trace/queries.ts';
import type { Finding } from '../answer.ts';
import { Causes } from '../parts/causes.ts';
import { appendsOf } from '../parts/lookups.ts';
import { stoppedBy } from '../parts/reach.ts';
import type { Past } from '../past.ts';
import { rules } from '../rules.ts';

export function explainLeaderless(past: Past, index: number, term: number): Finding<'entry'> {
  const membership = membershipOf(past.view);
  const voters = votersOf(membership);
  const missing = voters.map((id) => stoppedBy(past, id)).filter((found) => found !== null);
  const up = new Set(voters.filter((id) => !missing.some(({ server }) => server === id)));
  const because = new Causes()
    .add('appended', appendsOf(past, index, term)[0] ?? null)
    .add('steppedDown', lastFall(past))
    .add('stopped', ...missing)
    .list();
  const compared = voters.map((who) => ({ name: 'status', who, value: past.node(who)?.status ?? 'new' }) as const);
  const need = majorityOf(membership.voters);
  const stopped = missing.map(({ server }) => server);
  const next = isQuorum(membership, up)
    ? ({ what: 'election', who: [...up], count: null } as const)
    : ({ what: 'restarts', who: stopped, count: need - up.size } as const);
  const holds = { verdict: 'noLeader', index, term, missing, need } as const;
  return { holds, rule: rules.onlyLeaderCommits, compared, because, next };
}

function lastFall(past: Past) {
  return past.lastOfAnyone('raft.role', ({ role }) => role.from === 'leader');
}
