/** The signs on the servers' lanes: C for a membership entry, a box for a snapshot, an arrow for a hand-over. */

import type { LaneMark } from '../model/lane-marks.ts';
import { centre, type NamedLane, toX } from '../model/layout.ts';
import { roundedBar, type Scene, setFont } from './scene.ts';

const signs = { members: 'C', snapshot: '▤', transfer: '⇢' } as const;
/** Half the width and height of a sign's plate at scale 1. */
const HALF = 7;

/** Signs of one lane that would cover each other are drawn once. */
export function paintLaneMarks(scene: Scene): void {
  const { context, palette, layout } = scene;
  setFont(scene, 11, 700);
  context.textAlign = 'center';
  const half = HALF * layout.scale;
  const drawnTo = new Map<string, number>();
  for (const { mark, lane, x } of marksInSight(scene)) {
    if (x - (drawnTo.get(lane.name) ?? Number.NEGATIVE_INFINITY) < half) continue;
    drawnTo.set(lane.name, x);
    context.fillStyle = palette.panel;
    context.strokeStyle = palette.ink2;
    context.lineWidth = 1.2;
    roundedBar(scene, x - half, centre(lane) - half, 2 * half, 2 * half, 3);
    context.fill();
    context.stroke();
    context.fillStyle = palette.ink;
    context.fillText(signs[mark.kind], x, centre(lane) + 4 * layout.scale);
  }
  context.textAlign = 'left';
}

/** The sign under the pointer, the newest first. */
export function laneMarkAt(scene: Scene, x: number, y: number): LaneMark | null {
  const reach = (HALF + 1) * scene.layout.scale;
  const found = marksInSight(scene).findLast(
    (shown) => Math.abs(shown.x - x) <= reach && Math.abs(centre(shown.lane) - y) <= reach,
  );
  return found?.mark ?? null;
}

interface Shown {
  readonly mark: LaneMark;
  readonly lane: NamedLane;
  readonly x: number;
}

function marksInSight({ model, layout, window }: Scene): Shown[] {
  return model.laneMarks.flatMap((mark) => {
    if (mark.t < window.from || mark.t > window.to) return [];
    const lane = layout.nodes.find(({ name }) => name === mark.node);
    return lane === undefined ? [] : [{ mark, lane, x: toX(layout, window, mark.t) }];
  });
}
