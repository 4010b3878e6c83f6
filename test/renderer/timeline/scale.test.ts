/** The movable window, its ticks, the overview and the places of the lanes. */
import { expect, test } from 'vitest';
import { Density } from '../../../renderer/panels/timeline/model/density.ts';
import { layoutOf } from '../../../renderer/panels/timeline/model/layout.ts';
import {
  FIRST_SPAN,
  liveWindow,
  panned,
  SHORTEST,
  spanOf,
  ticksOf,
  zoomed,
} from '../../../renderer/panels/timeline/model/scale.ts';

test('a young run fills the window from the left, an older one follows the live edge', () => {
  expect(liveWindow(FIRST_SPAN, 2_000_000)).toEqual({ from: 0, to: FIRST_SPAN });
  const later = liveWindow(FIRST_SPAN, 60_000_000);
  expect(spanOf(later)).toBe(FIRST_SPAN);
  expect(later.to).toBeGreaterThan(60_000_000);
});

test('zooming keeps the anchor where it stands, and stops at one millisecond', () => {
  const window = { from: 1_000_000, to: 3_000_000 };
  const closer = zoomed(window, 0.5, 1_500_000, 9_000_000);
  expect(closer).toEqual({ from: 1_250_000, to: 2_250_000 });
  expect(spanOf(zoomed(window, 1e-9, 1_500_000, 9_000_000))).toBe(SHORTEST);
});

test('panning never leaves the run behind', () => {
  const window = { from: 0, to: 1_000_000 };
  expect(panned(window, -9e9, 5_000_000)).toEqual({ from: -500_000, to: 500_000 });
  expect(panned(window, 9e9, 5_000_000)).toEqual({ from: 4_750_000, to: 5_750_000 });
});

test('ticks stand at round times and name as many digits as they need', () => {
  const labels = (from: number, to: number, minimum: number) =>
    ticksOf({ from, to }, minimum)
      .map((tick) => tick.label)
      .filter((label) => label !== '');
  expect(labels(58_500_000, 63_000_000, 1_500_000)).toEqual(['01:00', '01:02']);
  expect(labels(1_000, 3_100, 900)).toEqual(['00:00.001', '00:00.002', '00:00.003']);
  expect(labels(0, 600_000_000, 200_000_000)).toEqual(['00:00', '05:00', '10:00']);
});

test('the overview keeps every event while its buckets widen', () => {
  const density = new Density();
  for (let t = 0; t < 100_000_000; t += 10_000) density.add(t);
  expect(density.between(0, 200_000_000)).toBe(10_000);
  expect(density.width * density.counts.length).toBeGreaterThan(100_000_000);
});

test('lanes never overlap; clients get what the servers leave', () => {
  const nodes = ['S1', 'S2', 'S3', 'S4', 'S5', 'S6', 'S7', 'S8', 'S9'];
  const input = { width: 984, textSize: 13, clients: ['c1', 'c2'], faultRows: 2 };
  const roomy = layoutOf({ ...input, height: 600, nodes: nodes.slice(0, 5) });
  const tight = layoutOf({ ...input, height: 281, nodes });
  expect(roomy.clients.map((lane) => lane.name)).toEqual(['c1', 'c2']);
  expect(tight.clients).toEqual([]);
  expect(tight.hiddenClients).toBe(2);
  for (const layout of [roomy, tight]) {
    const lanes = [layout.overview, layout.axis, layout.terms, layout.faults, ...layout.nodes, ...layout.clients];
    lanes.forEach((lane, place) => {
      const next = lanes[place + 1];
      if (next) expect(lane.top + lane.height).toBeLessThanOrEqual(next.top + 0.001);
    });
    const last = lanes.at(-1);
    expect((last?.top ?? 0) + (last?.height ?? 0)).toBeLessThanOrEqual(layout.height);
  }
});
