/** A drawing of the whole run: a lane for each server, thick where it led, hatched where it asked for votes. */
import { inks, termFill, termInk } from './colours.ts';
import { escaped, short, tag } from './markup.ts';
import type { Band, RoleBands } from './role-bands.ts';

const WIDTH = 920;
const LEFT = 64;
const RIGHT = 12;
const TOP = 26;
const LANE = 34;
/** Narrower ones cannot be seen; the one before goes on instead. */
const LEAST = 0.5;

export function rolesFigure({ lanes, faults, end }: RoleBands): string {
  const span = Math.max(1, end);
  const toX = (t: number) => LEFT + (Math.min(t, end) / span) * (WIDTH - LEFT - RIGHT);
  const height = TOP + lanes.size * LANE + 8;
  const inOrder = [...lanes].sort(([one], [other]) => one.localeCompare(other, 'en', { numeric: true }));
  const rows = inOrder.map(([node, bands], place) => {
    const middle = TOP + place * LANE + LANE / 2;
    const name = tag('text', { x: 8, y: middle + 5, 'font-weight': 700, fill: inks.ink }, escaped(node));
    return (
      name +
      visible(bands, toX)
        .map((band) => drawBand(band, toX, middle))
        .join('')
    );
  });
  const marks = faults.map((t) =>
    tag('path', { d: `M${short(toX(t))} ${TOP}V${height - 8}`, stroke: inks.red, 'stroke-dasharray': '2 3' }),
  );
  const frame = { xmlns: 'http://www.w3.org/2000/svg', viewBox: `0 0 ${WIDTH} ${height}`, role: 'img' };
  const words = `What each of ${lanes.size} servers was in the course of the run.`;
  return tag(
    'svg',
    { ...frame, 'aria-label': words, 'font-size': 13 },
    [hatching, axis(span, toX, height), ...marks.slice(0, 200), ...rows].join(''),
  );
}

const hatching = tag(
  'defs',
  {},
  tag(
    'pattern',
    { id: 'asks', width: 6, height: 6, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' },
    tag('rect', { width: 6, height: 6, fill: inks.paper }) + tag('rect', { width: 2.5, height: 6, fill: inks.ink2 }),
  ),
);

function visible(bands: readonly Band[], toX: (t: number) => number): Band[] {
  return bands.filter(({ from, to }) => toX(to) - toX(from) >= LEAST);
}

function drawBand({ from, to, look, term }: Band, toX: (t: number) => number, middle: number): string {
  const [x, width] = [toX(from), toX(to) - toX(from)];
  const bar = (height: number, more: Record<string, string | number>) =>
    tag('rect', {
      x: short(x),
      y: short(middle - height / 2),
      width: short(width),
      height,
      rx: Math.min(3, width / 2),
      ...more,
    });
  if (look === 'leader') {
    const word = width < 60 ? (width < 22 ? '' : `T${term}`) : `leads T${term}`;
    const label = tag('text', { x: short(x + 5), y: middle + 4.5, 'font-size': 12, fill: termInk(term) }, word);
    return bar(20, { fill: termFill(term) }) + (word === '' ? '' : label);
  }
  if (look === 'candidate') return bar(14, { fill: 'url(#asks)', stroke: termFill(term) });
  if (look === 'follower') return bar(5, { fill: termFill(term) });
  const dashes =
    look === 'down'
      ? { stroke: inks.red, 'stroke-dasharray': '6 4' }
      : { stroke: inks.ink3, 'stroke-dasharray': '2 6' };
  return tag('path', { d: `M${short(x)} ${middle}h${short(width)}`, fill: 'none', 'stroke-width': 2, ...dashes });
}

function axis(span: number, toX: (t: number) => number, height: number): string {
  const seconds = span / 1_000_000;
  const steps = [0.001, 0.01, 0.1, 0.5, 1, 2, 5, 10, 30, 60, 300, 600, 3600, 36_000];
  const step = steps.find((size) => seconds / size <= 12) ?? seconds / 10;
  const marks: string[] = [];
  for (let at = 0; at <= seconds; at += step) {
    const x = short(toX(at * 1_000_000));
    marks.push(tag('path', { d: `M${x} 20V${height - 8}`, stroke: inks.line }));
    const text = `${Number(at.toFixed(3))} s`;
    marks.push(tag('text', { x, y: 14, 'text-anchor': 'middle', 'font-size': 11, fill: inks.ink3 }, text));
  }
  return marks.join('');
}
