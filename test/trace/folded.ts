/** Small traces of S2 in a cluster of three, folded: what the tests of the view begin with. */
import type { EntryRecord } from '../../core/trace/events.ts';
import type { EventDraft } from '../../core/trace/recorder.ts';
import { applyEvent, createView } from '../../core/trace/view.ts';
import type { ClusterView, NodeView } from '../../core/trace/view-types.ts';
import { header, record, state } from './samples.ts';

export function fold(...drafts: EventDraft[]): ClusterView {
  const view = createView();
  for (const event of record([header, ...drafts])) applyEvent(view, event);
  return view;
}

export function nodeOf(view: ClusterView, id = 'S2'): NodeView {
  const node = view.nodes.get(id);
  if (node === undefined) throw new Error(`${id} is not in the view`);
  return node;
}

export function on(node: string, changes: Partial<typeof state> = {}) {
  return { node, inc: 1, state: { ...state, ...changes } };
}

export function entries(from: number, ...ofTerms: number[]): EntryRecord[] {
  return ofTerms.map((term, at) => ({ index: from + at, term, kind: 'noop' }));
}

export function append(from: number, ...ofTerms: number[]): EventDraft {
  return { ...on('S2'), ev: 'log.append', append: { why: 'fromLeader', entries: entries(from, ...ofTerms) } };
}

export const life = { address: null, detail: null };
export const start: EventDraft = { ...on('S2'), ev: 'node.start', lifecycle: { ...life, why: 'started' } };
export const crash: EventDraft = { ...on('S2'), ev: 'node.crash', lifecycle: { ...life, why: 'crashed' } };
