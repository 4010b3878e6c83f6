/** What is different between two moments: exactly what a comparison of the whole states finds. */
import { expect, test } from 'vitest';
import { changesBetween } from '../../core/trace/changes.ts';
import { applyEvent, cloneView, createView } from '../../core/trace/view.ts';
import { entryAt, lastIndexOf } from '../../core/trace/view-log.ts';
import type { NodeView } from '../../core/trace/view-types.ts';
import { stormEvents } from './storm.ts';

/** Index by index: where the two logs hold something else. */
function differentIndexes(before: NodeView, after: NodeView): number[] {
  const last = Math.max(lastIndexOf(before), lastIndexOf(after));
  const floor = Math.max(before.snapshotIndex, after.snapshotIndex);
  const all = Array.from({ length: Math.max(0, last - floor) }, (_, place) => floor + 1 + place);
  return all.filter((index) => entryAt(before, index)?.term !== entryAt(after, index)?.term);
}

function range(bounds: { readonly from: number; readonly to: number } | null | undefined): number[] {
  if (!bounds) return [];
  return Array.from({ length: bounds.to - bounds.from + 1 }, (_, place) => bounds.from + place);
}

test('of logs, roles, terms and beliefs, forwards and backwards, in a storm', () => {
  const view = createView();
  let before = cloneView(view);
  const found = { entries: 0, removed: 0, role: 0, term: 0, nextIndex: 0, matchIndex: 0 };
  for (const event of stormEvents(5, 2500)) {
    applyEvent(view, event);
    if (event.seq % 9 !== 0) continue;
    const [on, back] = [changesBetween(before, view), changesBetween(view, before)];
    for (const [id, node] of view.nodes) {
      const known = before.nodes.get(id);
      if (known === undefined) continue;
      const [change, way] = [on.get(id), back.get(id)];
      const different = differentIndexes(known, node);
      expect([...range(change?.entries), ...range(change?.removed)]).toEqual(different);
      expect([...range(way?.entries), ...range(way?.removed)]).toEqual(different);
      expect(change?.role ?? false).toBe(known.state.role !== node.state.role);
      expect(change?.term ?? false).toBe(known.state.currentTerm !== node.state.currentTerm);
      if (change?.entries) found.entries += 1;
      if (change?.removed) found.removed += 1;
      if (change?.role) found.role += 1;
      if (change?.term) found.term += 1;
      found.nextIndex += change?.nextIndex.size ?? 0;
      found.matchIndex += change?.matchIndex.size ?? 0;
    }
    before = cloneView(view);
  }
  for (const [what, times] of Object.entries(found)) expect({ what, seen: times > 0 }).toEqual({ what, seen: true });
});

test('there are none between a moment and itself', () => {
  const view = createView();
  for (const event of stormEvents(6, 300)) applyEvent(view, event);
  expect(changesBetween(cloneView(view), view)).toEqual(new Map());
});
