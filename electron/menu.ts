/** The application menu: what the platform expects, and links to the paper from a fixed list. */
import type { MenuItemConstructorOptions } from 'electron';

const READING = [
  { label: 'The Raft Paper (Extended Version)', address: 'https://raft.github.io/raft.pdf' },
  { label: 'The Raft Site', address: 'https://raft.github.io/' },
] as const;

/** `openExternal` is only ever given an address of the list above. */
export function menuTemplate(
  isMac: boolean,
  isPackaged: boolean,
  openExternal: (address: string) => void,
): MenuItemConstructorOptions[] {
  const developing: MenuItemConstructorOptions[] = isPackaged
    ? []
    : [{ type: 'separator' }, { role: 'toggleDevTools' }];
  const first: MenuItemConstructorOptions = isMac
    ? { role: 'appMenu' }
    : { label: '&File', submenu: [{ role: 'quit' }] };
  return [
    first,
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
