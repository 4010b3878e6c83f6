/** Since when an entry is committed, and by which rule: counted itself, or below an entry of the leader's own term. */
import type { EventOf } from '../../trace/events.ts';
import { votersOf } from '../../trace/membership.ts';
import type { Compared, Finding } from '../answer.ts';
import { Causes } from '../parts/causes.ts';
import { appendsOf } from '../parts/lookups.ts';
import { Majorities, majorityFacts } from '../parts/majorities.ts';
import type { Past } from '../past.ts';
import { rules } from '../rules.ts';

export function explainCommitted(
  past: Past,
  commit: EventOf<'log.commit'>,
  index: number,
  term: number,
): Finding<'entry'> {
  const { node: by, seq: since, state } = commit;
  const upTo = commit.commit.to;
  const how = term === state.currentTerm ? 'byCount' : 'withLater';
  const configuration = past.configurationAt(by, since);
  const voters = votersOf(configuration);
  const beliefs = voters.flatMap((peer) => lastBelief(past, peer, commit));
  const decisive = beliefs.filter(({ progress }) => progress.matchIndex >= upTo);
  const stores = decisive.map(({ progress }) => progress.peer);
  const majorities = new Majorities(configuration, new Set(state.durableIndex >= upTo ? [by, ...stores] : stores));
  const saved = past.last('node.persist', by, ({ persist }) => persist.toIndex >= upTo, since);
  const because = new Causes()
    .add('committed', commit)
    .add('appended', appendsOf(past, index, term)[0] ?? null)
    .add('appended', how === 'withLater' ? (appendsOf(past, upTo, state.currentTerm)[0] ?? null) : null)
    .add('saved', saved)
    .add('stored', ...decisive)
    .list();
  const own: Compared[] = voters.includes(by) ? [{ name: 'durableIndex', who: by, value: state.durableIndex }] : [];
  const compared: Compared[] = [
    ...own,
    ...beliefs.map(({ progress }) => ({ name: 'matchIndex', who: progress.peer, value: progress.matchIndex }) as const),
    ...majorityFacts('stored', majorities.counts),
    { name: 'entryTerm', who: 'entry', value: term },
    { name: 'currentTerm', who: by, value: state.currentTerm },
  ];
  const holds = { verdict: 'committed', index, term, since, by, how, upTo, ...majorities.counts } as const;
  const byCount = majorities.isJoint ? rules.jointMajorities : rules.commitByMajority;
  const rule = how === 'withLater' ? rules.commitOwnTerm : byCount;
  return { holds, rule, compared, because, next: null };
}

/** What the leader believed of the voter when it committed; none of itself, or of whom it had not heard in its term. */
function lastBelief(past: Past, peer: string, { node, seq, state }: EventOf<'log.commit'>): EventOf<'raft.progress'>[] {
  const belief = past.last('raft.progress', node, ({ progress }) => progress.peer === peer, seq);
  return belief === null || belief.state.currentTerm !== state.currentTerm ? [] : [belief];
}
