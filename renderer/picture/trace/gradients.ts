/** The two gradients that the panels use: hatching as a pattern, and a filled corner. */
import { short, tag } from '../../../core/trace/report/markup.ts';
import { colourOf } from './colour.ts';
import type { Box } from './tracing.ts';

/** Splits at commas that stand in no parentheses. */
export function layersOf(value: string): string[] {
  const layers: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < value.length; at++) {
    const sign = value[at];
    if (sign === '(') depth += 1;
    else if (sign === ')') depth -= 1;
    else if (sign === ',' && depth === 0) {
      layers.push(value.slice(from, at).trim());
      from = at + 1;
    }
  }
  return [...layers, value.slice(from).trim()].filter((layer) => layer !== '' && layer !== 'none');
}

interface Stop {
  readonly colour: string;
  readonly at: number;
}

/** `135deg, red 0px, red 4px, …` in its parts. */
function stopsOf(layer: string): { readonly angle: number; readonly stops: Stop[] } {
  const [angle = '', ...stops] = layersOf(layer.slice(layer.indexOf('(') + 1, -1));
  return {
    angle: Number.parseFloat(angle),
    stops: stops.map((stop) => {
      const end = stop.lastIndexOf(' ');
      return { colour: stop.slice(0, end), at: Number.parseFloat(stop.slice(end + 1)) };
    }),
  };
}

/** Drawn over `box`; `id` names the pattern, if one is needed. */
export function paintGradient(layer: string, box: Box, id: () => string): string {
  const { angle, stops } = stopsOf(layer);
  const [first, second] = stops;
  if (first === undefined || second === undefined) return '';
  const { paint, opacity } = colourOf(first.colour);
  const fill = { fill: paint, 'fill-opacity': opacity };
  if (!layer.startsWith('repeating-')) return corner(box, second.at, fill);
  const period = stops.at(-1)?.at ?? second.at;
  const stripe = tag('rect', { width: second.at, height: period, ...fill });
  const name = id();
  const pattern = tag(
    'pattern',
    {
      ...{ id: name, width: period, height: period, patternUnits: 'userSpaceOnUse' },
      patternTransform: `translate(${short(box.x)} ${short(box.y)}) rotate(${angle - 90})`,
    },
    stripe,
  );
  const { x, y, width, height, radius } = box;
  return pattern + tag('rect', { ...sizes(x, y, width, height), rx: radius || undefined, fill: `url(#${name})` });
}

/** From the top right, as `linear-gradient(225deg, …)` with a hard end has it. */
function corner({ x, y, width }: Box, size: number, fill: Record<string, string | number>): string {
  const leg = size * Math.SQRT2;
  const right = x + width;
  return tag('polygon', {
    points: `${short(right)},${short(y)} ${short(right - leg)},${short(y)} ${short(right)},${short(y + leg)}`,
    ...fill,
  });
}

export function sizes(x: number, y: number, width: number, height: number) {
  return { x: short(x), y: short(y), width: short(width), height: short(height) };
}
