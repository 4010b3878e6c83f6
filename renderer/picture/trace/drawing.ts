/** A drawing of the page (SVG) with its colours and fonts written into it, so that it needs no style sheet. */
import { escaped, tag } from '../../../core/trace/report/markup.ts';
import { colourOf } from './colour.ts';
import { sizes } from './gradients.ts';
import { fontOf } from './text.ts';
import type { Tracing } from './tracing.ts';

/** Attributes that say where a shape is; whatever else an element has is read from its computed style. */
const geometry = /^(?:d|points|[xy][12]?|[cr][xy]?|r[xy]|width|height|transform|d[xy]|pathLength)$/;
/** What is written only where it is not this. */
const usual: Readonly<Record<string, string>> = {
  'stroke-dasharray': 'none',
  'stroke-dashoffset': '0px',
  'stroke-linecap': 'butt',
  'stroke-linejoin': 'miter',
  'paint-order': 'normal',
};

export function paintDrawing(svg: SVGSVGElement, tracing: Tracing): string {
  const { x, y, width, height } = tracing.boxOf(svg.getBoundingClientRect());
  if (width === 0 || height === 0) return '';
  const frame = { ...sizes(x, y, width, height), viewBox: svg.getAttribute('viewBox'), overflow: 'visible' };
  return tag('svg', frame, [...svg.childNodes].map(paintNode).join(''));
}

function paintNode(node: Node): string {
  if (node instanceof Text) return escaped(node.data.trim());
  if (!(node instanceof SVGElement) || node.tagName === 'title') return '';
  const style = getComputedStyle(node);
  if (style.display === 'none' || style.visibility === 'hidden') return '';
  const places = [...node.attributes].filter(({ name }) => geometry.test(name)).map(({ name, value }) => [name, value]);
  const content = [...node.childNodes].map(paintNode).join('');
  const opacity = style.opacity === '1' ? undefined : style.opacity;
  const paint = node instanceof SVGGElement ? {} : paintOf(node, style);
  if (node instanceof SVGGElement && content === '') return '';
  return tag(node.tagName, { ...Object.fromEntries(places), ...paint, opacity }, content);
}

function paintOf(node: SVGElement, style: CSSStyleDeclaration): Record<string, string | number | undefined> {
  const stroke = colourOf(style.stroke);
  const fill = colourOf(style.fill);
  const strokes =
    stroke.opacity === 0 ? {} : { stroke: stroke.paint, 'stroke-width': style.strokeWidth, ...lines(style) };
  const isText = node instanceof SVGTextContentElement;
  return {
    fill: fill.opacity === 0 ? 'none' : fill.paint,
    'fill-opacity': fill.opacity === 0 ? undefined : opacityOf(fill.opacity, style.fillOpacity),
    ...strokes,
    'stroke-opacity': stroke.opacity === 0 ? undefined : opacityOf(stroke.opacity, style.strokeOpacity),
    ...(isText
      ? {
          ...fontOf(style),
          'text-anchor': style.textAnchor,
          'dominant-baseline': unless(style.dominantBaseline, 'auto'),
        }
      : {}),
  };
}

function lines(style: CSSStyleDeclaration): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(usual).map(([name, value]) => [name, unless(style.getPropertyValue(name), value)]),
  );
}

function unless(value: string, usually: string): string | undefined {
  return value === usually ? undefined : value;
}

function opacityOf(own: number, more: string): number | undefined {
  const whole = own * Number(more);
  return whole === 1 ? undefined : whole;
}
