/** An element's own surface: background, hatching, borders and inner lines. */
import { short, tag } from '../../../core/trace/report/markup.ts';
import { colourOf, fillOf } from './colour.ts';
import { layersOf, paintGradient, sizes } from './gradients.ts';
import type { Box, Tracing } from './tracing.ts';

export function paintBox(style: CSSStyleDeclaration, box: Box, tracing: Tracing): string {
  if (box.width <= 0 || box.height <= 0) return '';
  const fill = fillOf(style.backgroundColor);
  const surface = fill === null ? '' : tag('rect', { ...round(box), ...fill });
  const hatching = layersOf(style.backgroundImage).reverse();
  return [
    surface,
    ...hatching.map((layer) => paintGradient(layer, box, tracing.id)),
    innerLine(style.boxShadow, box),
    borders(style, box),
  ].join('');
}

function round({ x, y, width, height, radius }: Box) {
  return { ...sizes(x, y, width, height), rx: radius === 0 ? undefined : short(Math.min(radius, height / 2)) };
}

/** `inset 0 0 0 1.5px C`: a line inside the edge. Shadows that fall outside are left out. */
function innerLine(shadow: string, box: Box): string {
  const inset = layersOf(shadow).find((layer) => layer.endsWith(' inset'));
  const parts = inset === undefined ? null : /^(.*\)) 0px 0px 0px ([\d.]+)px inset$/.exec(inset);
  return parts === null ? '' : outline(box, parts[1] ?? '', Number(parts[2]), undefined);
}

function borders(style: CSSStyleDeclaration, box: Box): string {
  const sides = (['top', 'right', 'bottom', 'left'] as const).map((side) => ({
    side,
    width: Number.parseFloat(style.getPropertyValue(`border-${side}-width`)),
    colour: style.getPropertyValue(`border-${side}-color`),
    dashed: style.getPropertyValue(`border-${side}-style`) === 'dashed' ? '4 3' : undefined,
  }));
  const [top, ...others] = sides;
  if (top === undefined) return '';
  const isWhole = others.every(({ width, colour }) => width === top.width && colour === top.colour);
  if (isWhole) return outline(box, top.colour, top.width, top.dashed);
  return sides.map((side) => edge(box, side)).join('');
}

function outline(box: Box, colour: string, width: number, dashes: string | undefined): string {
  const { paint, opacity } = colourOf(colour);
  if (width === 0 || opacity === 0) return '';
  const inner = {
    ...box,
    x: box.x + width / 2,
    y: box.y + width / 2,
    width: box.width - width,
    height: box.height - width,
  };
  const stroke = { stroke: paint, 'stroke-opacity': opacity === 1 ? undefined : opacity, 'stroke-width': width };
  return tag('rect', { ...round(inner), fill: 'none', ...stroke, 'stroke-dasharray': dashes });
}

interface Side {
  readonly side: 'top' | 'right' | 'bottom' | 'left';
  readonly width: number;
  readonly colour: string;
}

function edge({ x, y, width, height }: Box, { side, width: thick, colour }: Side): string {
  const fill = thick === 0 ? null : fillOf(colour);
  if (fill === null) return '';
  if (side === 'top') return tag('rect', { ...sizes(x, y, width, thick), ...fill });
  if (side === 'bottom') return tag('rect', { ...sizes(x, y + height - thick, width, thick), ...fill });
  return tag('rect', { ...sizes(side === 'left' ? x : x + width - thick, y, thick, height), ...fill });
}
