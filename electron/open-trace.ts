/** File, Open trace…: the user chooses in the system's own dialog, and the page learns a name and no path. */
import type { Dialog } from 'electron';
import type { LabHost } from '../core/lab/lab.ts';

type Dialogs = Pick<Dialog, 'showOpenDialog' | 'showErrorBox'>;

export async function openTrace(dialog: Dialogs, lab: Pick<LabHost, 'openTrace'>): Promise<void> {
  const { canceled, filePaths } = await dialog.showOpenDialog({
    title: 'Open a trace',
    properties: ['openFile'],
    filters: [
      { name: 'Traces', extensions: ['jsonl', 'gz'] },
      { name: 'All files', extensions: ['*'] },
    ],
  });
  const [path] = filePaths;
  if (canceled || path === undefined) return;
  const problem = await lab.openTrace(path);
  if (problem !== null) dialog.showErrorBox('This trace cannot be opened', problem);
}
