/** Commands on the recorded trace as a whole. */
import type { Lab } from '../panels/faults/actions.ts';
import type { Screen } from '../stores/ui.ts';
import type { Command } from './command.ts';

/** What these commands change. */
export interface ExportState {
  open: boolean;
  openAs(format: string): void;
}

export interface Traces {
  choose(): void;
}

export function traceCommands(lab: Lab, exporting: ExportState, traces: Traces, ui: { screen: Screen }): Command[] {
  return [
    {
      id: 'trace.open',
      title: 'Open a trace',
      keywords: 'load file recording jsonl import',
      group: 'Trace',
      keys: ['Ctrl+O'],
      when: () => null,
      run: () => traces.choose(),
    },
    {
      id: 'trace.close',
      title: 'Close the recording',
      keywords: 'back live cluster start',
      group: 'Trace',
      keys: [],
      when: () => (lab.recording === null ? 'No recording is open.' : null),
      run: () => lab.closeRecording(),
    },
    {
      id: 'trace.list',
      title: 'All recordings',
      keywords: 'traces runs stored old',
      group: 'Trace',
      keys: [],
      when: () => null,
      run: () => {
        ui.screen = 'traces';
      },
    },
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
    {
      id: 'trace.report',
      title: 'Lab report',
      keywords: 'html hand in student notes export verdicts figures',
      group: 'Trace',
      keys: [],
      when: () => (lab.cluster ? null : 'Nothing is running. Start a cluster first.'),
      run: () => exporting.openAs('report'),
    },
  ];
}
