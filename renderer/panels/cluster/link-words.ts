/** Words of the links that are harmed: how they are written, and where each finds room beside its link. */
import { boxAround, type Candidate, freePlace, type Ground, type Segment, type Size } from './free-place.ts';
import { type Box, between, distance, type Point } from './geometry.ts';

export interface LinkWords {
  readonly key: string;
  /** `S3–S5`: stands before the words where they are not beside their link; empty when the words name it. */
  readonly name: string;
  /** `+80±20 ms`, `10 % lost`: each can stand on a line of its own. */
  readonly parts: readonly string[];
  readonly link: Segment;
}

/** The words' lines and their middle; without lines there is no room, and only the sign of a harmed link stands there. */
export interface PlacedWords {
  readonly key: string;
  readonly at: Point;
  readonly lines: readonly string[];
}

interface Choice extends Candidate {
  readonly lines: readonly string[];
}

const fontSize = 11;
const lineHeight = 13;
/** Messages pass this close to a link's middle line. */
const lane = 11;
/** Places along the link, the best ones first. */
const shares = [0.5, 0.44, 0.56, 0.38, 0.62, 0.32, 0.68, 0.26, 0.74];
const steps = [0, 6, 13, 22, 32];

/** The longest words first: they find room the least easily. */
export function placeWords(words: readonly LinkWords[], ground: Ground, middle: Point, scale: number): PlacedWords[] {
  const taken = [...ground.boxes];
  const length = ({ parts }: LinkWords) => parts.join(', ').length;
  return [...words]
    .sort((a, b) => length(b) - length(a))
    .map((each) => {
      const { key, link } = each;
      const place = freePlace(choices(each, ground, middle, scale), { ...ground, boxes: taken });
      if (place === null) return { key, at: between(link.from, link.to, 0.5), lines: [] };
      taken.push(boxAround(place.at, place.size));
      return { key, at: place.at, lines: place.lines };
    });
}

/** In one line or in a line per part beside the link; if it must be, anywhere, with the name of the link. */
function choices({ parts, name, link }: LinkWords, { links, frame }: Ground, middle: Point, scale: number): Choice[] {
  const forms = parts.length > 1 ? [[parts.join(', ')], [...parts]] : [[...parts]];
  const others = links.filter(({ from, to }) => from !== link.from || to !== link.to);
  const isPlain = ({ at }: Choice) => others.every((other) => offLink(at, other) > offLink(at, link));
  return [
    ...forms.flatMap((lines, rank) => placesOf(lines, rank * 9, link, middle, scale)).filter(isPlain),
    ...[[`${name} ${parts.join(', ')}`.trim()], [name, ...parts].filter(Boolean)].flatMap((lines) =>
      anywhere(lines, link, frame, scale),
    ),
  ];
}

/** All over the plane, and as near to the link as possible. */
function anywhere(lines: readonly string[], link: Segment, frame: Box, scale: number): Choice[] {
  const size = sizeOf(lines, scale);
  const mesh = Array.from({ length: 25 }, (_, step) => step / 24);
  return mesh.flatMap((down) =>
    mesh.map((across) => {
      const at = {
        x: frame.left + size.width / 2 + across * (frame.right - frame.left - size.width),
        y: frame.top + size.height / 2 + down * (frame.bottom - frame.top - size.height),
      };
      return { at, size, lines, cost: 120 + offLink(at, link) };
    }),
  );
}

/** On both sides of the link, along it and away from it. */
function placesOf(lines: readonly string[], cost: number, link: Segment, middle: Point, scale: number): Choice[] {
  const size = sizeOf(lines, scale);
  return shares.flatMap((share, rank) =>
    steps.flatMap((step, far) =>
      beside(link, share, middle, size, (lane + step) * scale).map((at, inside) => ({
        at,
        size,
        lines,
        cost: cost + rank * 4 + far * 12 + inside * 5,
      })),
    ),
  );
}

function offLink(point: Point, { from, to }: Segment): number {
  const length = distance(from, to) || 1;
  const along = ((point.x - from.x) * (to.x - from.x) + (point.y - from.y) * (to.y - from.y)) / length ** 2;
  return distance(point, between(from, to, Math.min(1, Math.max(0, along))));
}

/** The places on the outer and on the inner side, far enough that the words' box stays off the lane of the messages. */
function beside({ from, to }: Segment, share: number, middle: Point, size: Size, away: number): Point[] {
  const length = distance(from, to) || 1;
  const normal = { x: -(to.y - from.y) / length, y: (to.x - from.x) / length };
  const on = between(from, to, share);
  const outward = (on.x - middle.x) * normal.x + (on.y - middle.y) * normal.y < 0 ? -1 : 1;
  const half = (Math.abs(normal.x) * size.width + Math.abs(normal.y) * size.height) / 2;
  return [outward, -outward].map((side) => ({
    x: on.x + side * normal.x * (away + half),
    y: on.y + side * normal.y * (away + half),
  }));
}

function sizeOf(lines: readonly string[], scale: number): Size {
  const width = Math.max(...lines.map((line) => textWidth(line, fontSize)));
  return { width: width * scale, height: lines.length * lineHeight * scale };
}

/** About how wide a text is in the page's letters, semibold; rather too wide than too narrow. */
export function textWidth(text: string, size: number): number {
  const ems = [...text].reduce(
    (sum, letter) => sum + (/[ ,.]/.test(letter) ? 0.3 : /[a-ln-z]/.test(letter) ? 0.56 : 0.68),
    0,
  );
  return ems * size;
}
