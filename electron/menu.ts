/** The application menu: what the platform expects, a trace to open, and links to the paper from a fixed list. */
import type { MenuItemConstructorOptions } from 'electron';

const READING = [
  { label: 'The Raft Paper (Extended Version)', address: 'https://raft.github.io/raft.pdf' },
  { label: 'The Raft Site', address: 'https://raft.github.io/' },
] as const;

export interface MenuActions {
  /** Is only ever given an address of the list above. */
  readonly openExternal: (address: string) => void;
  readonly openTrace: () => void;
}

export function menuTemplate(
  isMac: boolean,
  isPackaged: boolean,
  { openExternal, openTrace }: MenuActions,
): MenuItemConstructorOptions[] {
  const developing: MenuItemConstructorOptions[] = isPackaged
    ? []
    : [{ type: 'separator' }, { role: 'toggleDevTools' }];
  const open = { label: 'Open Trace…', accelerator: 'CmdOrCtrl+O', click: openTrace };
  const first: MenuItemConstructorOptions[] = isMac
    ? [{ role: 'appMenu' }, { label: 'File', submenu: [open, { role: 'close' }] }]
    : [{ label: '&File', submenu: [open, { type: 'separator' }, { role: 'quit' }] }];
  return [
    ...first,
    { role: 'editMenu' },
    {
      label: '&View',
      submenu: [
        { role: 'reload' },
        { type: 'separator' },
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
        ...developing,
      ],
    },
    { role: 'windowMenu' },
    {
      role: 'help',
      submenu: READING.map(({ label, address }) => ({ label, click: () => openExternal(address) })),
    },
  ];
}
