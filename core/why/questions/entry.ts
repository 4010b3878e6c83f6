/** Why an entry is not committed (yet), or since when and by which rule it is (§5.3, §5.4.2, §6). */
import type { EventOf } from '../../trace/events.ts';
import { holdersOf, leaderOfHighestTerm } from '../../trace/queries.ts';
import { termAt } from '../../trace/view-log.ts';
import type { NodeView } from '../../trace/view-types.ts';
import type { Finding, Question } from '../answer.ts';
import { Causes } from '../parts/causes.ts';
import { appendsOf, electionOf, hasEntry } from '../parts/lookups.ts';
import type { Past } from '../past.ts';
import { rules } from '../rules.ts';
import { explainCommitted } from './committed.ts';
import { explainLeaderless } from './leaderless.ts';
import { explainWaiting } from './waiting.ts';

export function explainEntry(past: Past, { index, node, term: asked }: Question<'entry'>): Finding<'entry'> {
  const commit = past.commitOf(index);
  const committedTerm = commit === null ? null : termOfCommitted(past, commit, index);
  const term = asked ?? termAsked(past, index, node) ?? committedTerm ?? newestAppend(past, index)?.term ?? null;
  if (term === null) return unknownEntry(index);
  if (commit !== null && (committedTerm === null || committedTerm === term)) {
    return explainCommitted(past, commit, index, term);
  }
  const servers = holdersOf(past.view, index, term);
  if (committedTerm !== null && servers.length > 0) return superseded(past, index, term, committedTerm, servers);
  if (servers.length === 0) return overwritten(past, index, term);
  const leader = leaderOfHighestTerm(past.view);
  if (leader === null) return explainLeaderless(past, index, term);
  return termAt(leader, index) === term
    ? explainWaiting(past, leader, index, term)
    : notInLeadersLog(past, leader, index, term, servers);
}

/** The entry that the user points at: in the row of a server, else in the leader's log, else the newest anywhere. */
function termAsked(past: Past, index: number, node: string | null): number | null {
  const row = node === null ? leaderOfHighestTerm(past.view) : past.node(node);
  const own = row === null ? null : termAt(row, index);
  if (own !== null || node !== null) return own;
  let term: number | null = null;
  for (const server of past.view.nodes.values()) term = Math.max(term ?? 0, termAt(server, index) ?? 0) || null;
  return term;
}

function newestAppend(past: Past, index: number): { readonly seq: number; readonly term: number } | null {
  const event = past.lastOfAnyone('log.append', ({ append }) => append.entries.some((entry) => entry.index === index));
  const entry = event?.append.entries.find((each) => each.index === index);
  return event === null || entry === undefined ? null : { seq: event.seq, term: entry.term };
}

/** What the committing server had at the index: its last append of it before. */
function termOfCommitted(past: Past, commit: EventOf<'log.commit'>, index: number): number | null {
  for (const server of past.view.nodes.values()) {
    if (server.state.commitIndex < index) continue;
    const term = termAt(server, index);
    if (term !== null) return term;
  }
  const append = past.last('log.append', commit.node, (event) => hasEntry(event, index, null), commit.seq);
  return append?.append.entries.find((entry) => entry.index === index)?.term ?? null;
}

function unknownEntry(index: number): Finding<'entry'> {
  const holds = { verdict: 'unknownEntry', index, term: null } as const;
  return { holds, rule: rules.onlyLeaderCommits, compared: [], because: [], next: null };
}

function truncationsOf(past: Past, index: number, term: number): EventOf<'log.truncate'>[] {
  const appends = appendsOf(past, index, term);
  return appends.flatMap(({ node, seq }) => {
    const cut = past.first(
      'log.truncate',
      node,
      seq,
      ({ truncate }) => truncate.fromIndex <= index && truncate.toIndex >= index,
    );
    return cut === null ? [] : [cut];
  });
}

function overwritten(past: Past, index: number, term: number): Finding<'entry'> {
  const cuts = truncationsOf(past, index, term);
  const by = cuts[0]?.truncate.leader ?? '';
  const servers = [...new Set(cuts.map(({ node }) => node))];
  const because = new Causes()
    .add('appended', ...appendsOf(past, index, term).slice(0, 3))
    .add('elected', electionOf(past, by))
    .add('truncated', ...cuts)
    .list();
  const holds = { verdict: 'overwritten', index, term, by, servers } as const;
  return { holds, rule: rules.leaderOverwrites, compared: [], because, next: null };
}

function superseded(past: Past, index: number, term: number, committedTerm: number, servers: readonly string[]) {
  const because = new Causes()
    .add('appended', ...appendsOf(past, index, term).slice(0, 3))
    .add('appended', appendsOf(past, index, committedTerm)[0] ?? null)
    .add('committed', past.commitOf(index))
    .list();
  const holds = { verdict: 'superseded', index, term, committedTerm, servers } as const;
  const compared = [
    { name: 'entryTerm', who: servers.join(', '), value: term },
    { name: 'entryTerm', who: 'committed', value: committedTerm },
  ] as const;
  const next = { what: 'overwritten', who: servers, count: null } as const;
  return { holds, rule: rules.leaderOverwrites, compared, because, next };
}

function notInLeadersLog(
  past: Past,
  leader: NodeView,
  index: number,
  term: number,
  servers: readonly string[],
): Finding<'entry'> {
  const leaderTerm = leader.state.currentTerm;
  const ownTerm = termAt(leader, index);
  const because = new Causes()
    .add('appended', ...appendsOf(past, index, term).slice(0, 3))
    .add('elected', electionOf(past, leader.id))
    .add('appended', ownTerm === null ? null : (appendsOf(past, index, ownTerm)[0] ?? null))
    .list();
  const stale = servers.map((who) => past.node(who)).filter((node) => node !== null);
  const compared = [leader, ...stale].flatMap((node) => [
    { name: 'currentTerm', who: node.id, value: node.state.currentTerm } as const,
    { name: 'entryTerm', who: node.id, value: termAt(node, index) } as const,
  ]);
  const holds = { verdict: 'notInLeadersLog', index, term, leader: leader.id, leaderTerm, ownTerm, servers } as const;
  return {
    holds,
    rule: rules.leaderOverwrites,
    compared,
    because,
    next: { what: 'overwritten', who: servers, count: null },
  };
}
