/** Pictures of panels: which there are on the page, and how one is taken home. */
import { defineStore } from 'pinia';
import { ref } from 'vue';
import { situationOf } from '../model/sentence.ts';
import { download } from '../panels/export/file.ts';
import { clockText, countText } from '../parts/format.ts';
import { useLab } from '../stores/lab.ts';
import { fontStyle } from './fonts.ts';
import { kinds, legends, type PictureKind } from './legends.ts';
import { drawPanel } from './panel.ts';
import { pngOf } from './png.ts';
import { drawSheet } from './sheet.ts';

export type PictureFormat = 'svg' | 'png';

export const pictureNames: { readonly [Kind in PictureKind]: string } = {
  cluster: 'The cluster',
  log: 'The replicated log',
  leader: 'What the leader believes',
  timeline: 'The timeline',
  client: 'The clients',
};

export const usePictures = defineStore('pictures', () => {
  const lab = useLab();
  const busy = ref(false);

  function panelOf(kind: PictureKind): HTMLElement | null {
    const panels = [...document.querySelectorAll<HTMLElement>(`[data-picture="${kind}"]`)];
    return panels.find((panel) => panel.offsetParent !== null) ?? null;
  }

  /** When it is, and what is going on then. */
  function instant(): string {
    const { t, seq } = lab.view;
    return `At ${clockText(t)}, after event ${countText(seq)}. ${situationOf(lab.view).text}`;
  }

  function source(): string {
    const { header } = lab.view;
    return header === null ? 'Raftarium' : `Raftarium, cluster ${header.config.cluster}, run ${header.run}`;
  }

  /** The panel as one SVG, or null when it is not on this screen. */
  function sheetOf(kind: PictureKind, style = '') {
    const panel = panelOf(kind);
    if (panel === null) return null;
    return drawSheet(
      {
        title: pictureNames[kind],
        instant: instant(),
        ...drawPanel(panel, kind),
        legend: legends[kind],
        source: source(),
      },
      style,
    );
  }

  async function take(kind: PictureKind, format: PictureFormat): Promise<void> {
    busy.value = true;
    try {
      const style = await fontStyle();
      const sheet = sheetOf(kind, style);
      if (sheet === null) return lab.notify(`${pictureNames[kind]} is not on this screen.`);
      const name = `${lab.view.header?.config.cluster ?? 'raftarium'}-${kind}-${lab.view.seq}.${format}`;
      if (format === 'svg') download(name, 'image/svg+xml', [sheet.svg]);
      else download(name, 'image/png', [await pngOf(sheet.svg, sheet.width, sheet.height)]);
      lab.notify(`Saved as ${name}.`, 'good');
    } finally {
      busy.value = false;
    }
  }

  /** Every panel that is seen now, with its own signs explained. */
  function onThisScreen(): { readonly caption: string; readonly svg: string }[] {
    return kinds.flatMap((kind) => {
      const sheet = sheetOf(kind);
      return sheet === null ? [] : [{ caption: `${pictureNames[kind]} as the lab showed it.`, svg: sheet.svg }];
    });
  }

  return { busy, panelOf, onThisScreen, take };
});
