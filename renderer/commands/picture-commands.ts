/** Commands that take a panel home as a picture. */
import { kinds, type PictureKind } from '../picture/legends.ts';
import { type PictureFormat, pictureNames } from '../picture/store.ts';
import type { Command } from './command.ts';

/** What these commands need of the page. */
export interface Pictures {
  readonly panelOf: (kind: PictureKind) => unknown;
  readonly take: (kind: PictureKind, format: PictureFormat) => unknown;
}

export function pictureCommands(pictures: Pictures): Command[] {
  return kinds.flatMap((kind) =>
    (['svg', 'png'] as const).map(
      (format): Command => ({
        id: `picture.${kind}.${format}`,
        title: `Picture as ${format.toUpperCase()}: ${pictureNames[kind]}`,
        keywords: 'save export image drawing print panel legend',
        group: 'Trace',
        keys: [],
        when: () => (pictures.panelOf(kind) === null ? `${pictureNames[kind]} is not on this screen.` : null),
        run: () => {
          void pictures.take(kind, format);
        },
      }),
    ),
  );
}
