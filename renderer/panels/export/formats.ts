/** All that a run can be taken home as: the trace formats, and the lab report. */
import type { Exporter } from '../../../core/trace/exporters/exporter.ts';
import { exporters } from '../../../core/trace/exporters/exporters.ts';
import { ReportMaterial } from '../../../core/trace/report/material.ts';
import { type ReportExtras, reportHtml } from '../../../core/trace/report/report.ts';

export interface Format extends Pick<Exporter, 'name' | 'about' | 'extension' | 'mediaType'> {
  readonly id: string;
  readonly write: Exporter['write'];
}

export const REPORT = 'report';

const about = {
  name: 'Lab report',
  about: 'one page to hand in: what happened, figures, operations, verdicts, your notes',
  extension: 'html',
  mediaType: 'text/html',
} as const;

/** `extras` are asked for when the report is written. */
export function formatsWith(extras: () => ReportExtras): readonly Format[] {
  const traces = Object.entries(exporters).map(([id, exporter]): Format => ({ id, ...exporter }));
  return [...traces, { id: REPORT, ...about, write: (events) => writeReport(events, extras) }];
}

function* writeReport(events: Parameters<Exporter['write']>[0], extras: () => ReportExtras): Iterable<string> {
  const material = new ReportMaterial();
  for (const event of events) {
    material.hear(event);
    yield '';
  }
  yield reportHtml(material, extras());
}
