/** When each server wrote, committed or removed an entry, found without reading the trace again. */
import { describe, expect, test } from 'vitest';
import type { TraceEvent } from '../../../core/trace/events.ts';
import type { EntryMoment } from '../../../renderer/panels/timeline/model/entry-track.ts';
import { TimelineModel } from '../../../renderer/panels/timeline/model/model.ts';
import { FoldedStorm } from '../../trace/storm.ts';

describe('what became of an entry', () => {
  test('is what the trace says of it, for every entry of a storm', () => {
    const storm = new FoldedStorm(11);
    storm.run(9000);
    const model = new TimelineModel();
    const told = new Map<number, EntryMoment[]>();
    for (const event of storm.events) {
      model.hear(event);
      for (const [index, what] of said(event)) {
        told.set(index, [...(told.get(index) ?? []), { node: event.node, t: event.t, what }]);
      }
    }
    const last = Math.max(...told.keys());
    for (let index = 0; index <= last + 1; index += 1) {
      expect(model.momentsOf(index)).toEqual(told.get(index) ?? []);
    }
    expect(new Set([...told.values()].flat().map(({ what }) => what)).size).toBe(3);
  });
});

function said(event: TraceEvent): [index: number, EntryMoment['what']][] {
  switch (event.ev) {
    case 'log.append':
      return event.append.entries.map(({ index }) => [index, 'appended']);
    case 'log.commit':
      return between(event.commit.from + 1, event.commit.to).map((index) => [index, 'committed']);
    case 'log.truncate':
      return between(event.truncate.fromIndex, event.truncate.toIndex).map((index) => [index, 'removed']);
    default:
      return [];
  }
}

function between(first: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, place) => first + place);
}
