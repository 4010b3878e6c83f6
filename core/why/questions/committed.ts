/** Since when an entry is committed, and by which rule: counted itself, or below an entry of the leader's own term. */
import type { EventOf } from '../../trace/events.ts';
import { votersOf } from '../../trace/membership.ts';
import type { NodeView } from '../../trace/view-types.ts';
import type { Compared, Finding } from '../answer.ts';
import { Causes } from '../parts/causes.ts';
import { appendsOf } from '../parts/lookups.ts';
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
  const leader = past.node(by);
  const stores = leader === null ? [] : lastBeliefs(past, leader, commit);
  const decisive = stores.filter(({ progress }) => progress.matchIndex >= upTo);
  const saved = past.last('node.persist', by, ({ persist }) => persist.toIndex >= upTo, since);
  const because = new Causes()
    .add('committed', commit)
    .add('appended', appendsOf(past, index, term)[0] ?? null)
    .add('appended', how === 'withLater' ? (appendsOf(past, upTo, state.currentTerm)[0] ?? null) : null)
    .add('saved', saved)
    .add('stored', ...decisive)
    .list();
  const compared: Compared[] = [
    { name: 'durableIndex', who: by, value: state.durableIndex },
    ...stores.map(({ progress }) => ({ name: 'matchIndex', who: progress.peer, value: progress.matchIndex }) as const),
    { name: 'entryTerm', who: 'entry', value: term },
    { name: 'currentTerm', who: by, value: state.currentTerm },
  ];
  const holds = { verdict: 'committed', index, term, since, by, how, upTo } as const;
  const rule = how === 'withLater' ? rules.commitOwnTerm : rules.commitByMajority;
  return { holds, rule, compared, because, next: null };
}

/** What the leader believed of each voter when it committed. */
function lastBeliefs(past: Past, leader: NodeView, commit: EventOf<'log.commit'>): EventOf<'raft.progress'>[] {
  return votersOf(past.configurationAt(leader, commit.seq)).flatMap((peer) => {
    const belief = past.last('raft.progress', leader.id, ({ progress }) => progress.peer === peer, commit.seq);
    return belief === null || belief.state.currentTerm !== commit.state.currentTerm ? [] : [belief];
  });
}
