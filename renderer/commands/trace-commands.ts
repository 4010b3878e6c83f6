/** Commands on the recorded trace as a whole. */
import type { Lab } from '../panels/faults/actions.ts';
import type { Command } from './command.ts';

/** What these commands change. */
export interface ExportState {
  open: boolean;
}

export function traceCommands(lab: Lab, exporting: ExportState): Command[] {
  return [
    {
      id: 'trace.export',
      title: 'Export the trace',
      keywords: 'save download file jsonl csv take home',
      group: 'Trace',
      keys: ['Ctrl+Shift+E'],
      when: () => (lab.cluster ? null : 'Nothing is running. Start a cluster first.'),
      run: () => {
        exporting.open = true;
      },
    },
  ];
}
