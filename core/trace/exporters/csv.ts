/** One table for spreadsheets (RFC 4180): a line per event, what has no value stays empty. */
import type { MessageRecord, NodeStateRecord, TraceEvent } from '../events.ts';
import { sentence } from '../words.ts';
import type { Exporter } from './exporter.ts';

type Cell = string | number | boolean | null | undefined;

interface Row {
  readonly event: TraceEvent;
  readonly state: NodeStateRecord | undefined;
  readonly msg: MessageRecord | undefined;
}

const columns: readonly (readonly [name: string, cell: (row: Row) => Cell])[] = [
  ['seq', ({ event }) => event.seq],
  ['t', ({ event }) => event.t],
  ['hlc', ({ event }) => event.hlc.join(':')],
  ['node', ({ event }) => event.node],
  ['inc', ({ event }) => ('inc' in event ? event.inc : undefined)],
  ['n', ({ event }) => event.n],
  ['ev', ({ event }) => event.ev],
  ['currentTerm', ({ state }) => state?.currentTerm],
  ['role', ({ state }) => state?.role],
  ['votedFor', ({ state }) => state?.votedFor],
  ['leaderId', ({ state }) => state?.leaderId],
  ['lastLogIndex', ({ state }) => state?.lastLogIndex],
  ['lastLogTerm', ({ state }) => state?.lastLogTerm],
  ['commitIndex', ({ state }) => state?.commitIndex],
  ['lastApplied', ({ state }) => state?.lastApplied],
  ['snapshotIndex', ({ state }) => state?.snapshotIndex],
  ['messageId', ({ msg }) => msg?.id],
  ['messageKind', ({ msg }) => msg?.kind],
  ['from', ({ msg }) => msg?.from],
  ['to', ({ msg }) => msg?.to],
  ['messageTerm', ({ msg }) => msg?.term],
  ['prevLogIndex', ({ msg }) => msg?.prevLogIndex],
  ['prevLogTerm', ({ msg }) => msg?.prevLogTerm],
  ['entryCount', ({ msg }) => msg?.entryCount],
  ['leaderCommit', ({ msg }) => msg?.leaderCommit],
  ['lastIncludedIndex', ({ msg }) => msg?.lastIncludedIndex],
  ['offset', ({ msg }) => msg?.offset],
  ['length', ({ msg }) => msg?.length],
  ['detail', ({ event }) => sentence(event)],
];

function* write(events: Iterable<TraceEvent>): Iterable<string> {
  yield line(columns.map(([name]) => name));
  for (const event of events) {
    const row: Row = {
      event,
      state: 'state' in event ? event.state : undefined,
      msg: 'msg' in event ? event.msg : undefined,
    };
    yield line(columns.map(([, cell]) => cell(row)));
  }
}

function line(cells: readonly Cell[]): string {
  return `${cells.map(cellText).join(',')}\r\n`;
}

function cellText(cell: Cell): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell !== 'string') return String(cell);
  const safe = startsLikeFormula(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Spreadsheets run such a cell as a formula, and what clients type ends up in cells. */
function startsLikeFormula(text: string): boolean {
  return /^[=+\-@\t\r＝＋－＠]/.test(text);
}

export const csv = {
  name: 'CSV',
  about: 'one table for spreadsheets, with a sentence per event',
  extension: 'csv',
  mediaType: 'text/csv',
  write,
} as const satisfies Exporter;
