/** A run as one HTML file to hand in: it opens anywhere, needs nothing else, and runs nothing. */
import { logsFigure } from './logs-figure.ts';
import { escaped, tag } from './markup.ts';
import type { ReportMaterial } from './material.ts';
import { pageStyle } from './page-style.ts';
import { rolesFigure } from './roles-figure.ts';
import { type CheckVerdict, clusterTable, eventList, operationTable, verdictTable } from './sections.ts';

export type { CheckVerdict } from './sections.ts';

export interface ReportExtras {
  /** The student's own text; lines stay lines. */
  readonly notes: string;
  readonly author: string;
  readonly verdicts: readonly CheckVerdict[];
  /** Pictures of panels: SVG that this program has drawn. */
  readonly pictures: readonly { readonly caption: string; readonly svg: string }[];
}

/** Whatever is in the file, it may load and run nothing. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:";

export function reportHtml(material: ReportMaterial, extras: ReportExtras): string {
  const cluster = material.view.header?.config.cluster ?? 'without a name';
  const title = `Lab report: cluster ${cluster}`;
  const head = [
    '<meta charset="utf-8">',
    tag('meta', { 'http-equiv': 'Content-Security-Policy', content: policy }),
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escaped(title)}</title>`,
    `<style>${pageStyle}</style>`,
  ].join('\n');
  const body = [
    `<header><h1>${escaped(title)}</h1>${byline(material, extras)}</header>`,
    section('The cluster', clusterTable(material.view)),
    section('Notes', notes(extras.notes)),
    section('What happened', eventList(material.keyEvents)),
    section('Figures', figures(material, extras)),
    section('What clients asked', operationTable(material.view)),
    section('What the checks say', verdictTable(extras.verdicts)),
  ].join('\n');
  return `<!doctype html>\n<html lang="en">\n<head>\n${head}\n</head>\n<body>\n<main>\n${body}\n</main>\n</body>\n</html>\n`;
}

function byline({ view, events }: ReportMaterial, { author }: ReportExtras): string {
  const run = view.header === null ? '' : `Run ${view.header.run}, begun at ${view.header.epoch}. `;
  const length = `${(view.t / 1_000_000).toFixed(3)} seconds, ${events.toLocaleString('en')} events.`;
  const by = author.trim() === '' ? '' : tag('p', {}, escaped(`By ${author.trim()}`));
  return by + tag('p', { class: 'dim' }, escaped(run + length));
}

function section(title: string, content: string): string {
  return tag('section', {}, `<h2>${escaped(title)}</h2>${content}`);
}

function notes(text: string): string {
  return text.trim() === ''
    ? tag('p', { class: 'dim' }, 'None were written.')
    : tag('blockquote', {}, escaped(text.trim()));
}

function figures({ bands, view }: ReportMaterial, { pictures }: ReportExtras): string {
  const drawn = [
    {
      caption:
        'Roles over the whole run. Thick: leader; hatched: candidate; thin: follower; dashed: down or paused; dotted red: something was harmed.',
      svg: rolesFigure(bands),
    },
    {
      caption:
        'The logs at the end of the recording. The number is the term; filled: committed; dashed outline: not committed.',
      svg: logsFigure(view),
    },
    ...pictures,
  ];
  return drawn.map(({ caption, svg }) => tag('figure', {}, svg + tag('figcaption', {}, escaped(caption)))).join('');
}
