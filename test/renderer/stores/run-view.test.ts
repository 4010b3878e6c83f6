/** Who follows the events of the shown run hears each of them once, whenever it comes. */
import { expect, test } from 'vitest';
import type { TraceEvent } from '../../../core/trace/events.ts';
import { createRunView } from '../../../renderer/stores/run-view.ts';
import { oldLeaderScene } from '../scene.ts';

function listener() {
  const heard: number[] = [];
  return { heard, hear: ({ seq }: TraceEvent) => heard.push(seq), clear: () => heard.push(0) };
}

test('early or late, live or from a file, every event once and in order; then that another run begins', () => {
  const { events } = oldLeaderScene();
  const half = Math.floor(events.length / 2);
  const { follow, loading } = createRunView(async () => null);
  const early = listener();
  follow(early);
  loading.take(
    events.slice(0, half),
    events.slice(0, half).map((event) => JSON.stringify(event)),
  );
  const late = listener();
  follow(late);
  loading.take(events.slice(half));
  const all = events.map(({ seq }) => seq);
  expect(half).toBeGreaterThan(2);
  expect(early.heard).toEqual(all);
  expect(late.heard).toEqual(all);
  loading.begin();
  expect([early.heard.at(-1), late.heard.at(-1)]).toEqual([0, 0]);
});
