/** Who follows the events of the shown run hears each of them once, whenever it comes. */
import { expect, test } from 'vitest';
import type { TraceEvent } from '../../../core/trace/events.ts';
import { encoded } from '../../../renderer/reading/lines.ts';
import { createRunView } from '../../../renderer/stores/run-view.ts';
import { oldLeaderScene } from '../scene.ts';

function listener() {
  const heard: number[] = [];
  return { heard, hear: ({ seq }: TraceEvent) => heard.push(seq), clear: () => heard.push(0) };
}

test('early or late, every event once and in order; then that another run begins', () => {
  const { events } = oldLeaderScene();
  const half = Math.floor(events.length / 2);
  const { follow, loading } = createRunView(async () => null);
  const early = listener();
  follow(early);
  const take = (some: readonly TraceEvent[]) => loading.take(some, encoded(some.map((event) => JSON.stringify(event))));
  take(events.slice(0, half));
  const late = listener();
  follow(late);
  take(events.slice(half));
  const all = events.map(({ seq }) => seq);
  expect(half).toBeGreaterThan(2);
  expect(early.heard).toEqual(all);
  expect(late.heard).toEqual(all);
  loading.begin();
  expect([early.heard.at(-1), late.heard.at(-1)]).toEqual([0, 0]);
});
