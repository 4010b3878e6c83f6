/** The formats a trace can be written in. A new format is one file here and one line in this table. */
import { chrome } from './chrome/chrome.ts';
import { csv } from './csv.ts';
import type { Exporter } from './exporter.ts';
import { historyEdn } from './history/edn.ts';
import { history } from './history/history.ts';
import { jsonl } from './jsonl.ts';
import { mermaid } from './mermaid.ts';
import { otlp } from './otlp/otlp.ts';
import { shiviz } from './shiviz.ts';
import { parquet } from './table/parquet.ts';
import { tla } from './tla.ts';

export const exporters = {
  jsonl,
  csv,
  parquet,
  chrome,
  shiviz,
  otlp,
  history,
  'history-edn': historyEdn,
  mermaid,
  tla,
} as const satisfies Record<string, Exporter>;

export type ExportFormat = keyof typeof exporters;
