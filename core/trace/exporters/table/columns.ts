/**
 * The trace as one flat table, for SQL and data frames: which columns it has and where in an event each is found.
 * Parquet files have these columns, and the SQL view over JSON lines has them too (sql.ts), so that one question
 * fits both. One name has one type in all kinds of event.
 */
import { type TraceEvent, traceEvent } from '../../events.ts';

export type Cell = string | number | boolean | null;
export type ColumnType = 'integer' | 'text' | 'boolean';

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  /** The first of these that has a value: keys of objects, and positions of arrays from 0 (-1: the last). */
  readonly paths: readonly Path[];
}

export type Path = readonly (string | number)[];

/** On every event besides what it is about. */
const envelope = ['seq', 't', 'hlc', 'node', 'n', 'inc', 'ev', 'state', 'why'] as const;

/** The keys under which events carry what they are about; each event has exactly one. */
export const payloads: readonly string[] = [
  ...new Set(traceEvent.options.flatMap(({ entries }) => Object.keys(entries))),
].filter((key) => !envelope.some((known) => known === key));

function integer(name: string, ...paths: Path[]): Column {
  return { name, type: 'integer', paths };
}

function text(name: string, ...paths: Path[]): Column {
  return { name, type: 'text', paths };
}

function boolean(name: string, ...paths: Path[]): Column {
  return { name, type: 'boolean', paths };
}

export const columns: readonly Column[] = [
  integer('seq', ['seq']),
  integer('t', ['t']),
  integer('hlcMilliseconds', ['hlc', 0]),
  integer('hlcCounter', ['hlc', 1]),
  text('node', ['node']),
  integer('inc', ['inc']),
  integer('n', ['n']),
  text('ev', ['ev']),
  integer('currentTerm', ['state', 'currentTerm']),
  text('role', ['state', 'role']),
  text('votedFor', ['state', 'votedFor']),
  text('leaderId', ['state', 'leaderId']),
  integer('lastLogIndex', ['state', 'lastLogIndex']),
  integer('lastLogTerm', ['state', 'lastLogTerm']),
  integer('snapshotIndex', ['state', 'snapshotIndex']),
  integer('commitIndex', ['state', 'commitIndex']),
  integer('lastApplied', ['state', 'lastApplied']),
  integer('durableIndex', ['state', 'durableIndex']),
  text('messageId', ['msg', 'id']),
  text('messageKind', ['msg', 'kind']),
  text('sender', ['msg', 'from']),
  text('receiver', ['msg', 'to']),
  integer('messageTerm', ['msg', 'term']),
  integer('prevLogIndex', ['msg', 'prevLogIndex']),
  integer('prevLogTerm', ['msg', 'prevLogTerm']),
  integer('entryCount', ['msg', 'entryCount']),
  integer('leaderCommit', ['msg', 'leaderCommit']),
  boolean('success', ['msg', 'success'], ['check', 'success']),
  boolean('granted', ['msg', 'voteGranted'], ['vote', 'granted'], ['tally', 'granted']),
  text('status', ['msg', 'status']),
  text('peer', ['progress', 'peer'], ['vote', 'candidate'], ['tally', 'from'], ['check', 'from'], ['ignore', 'from']),
  integer('nextIndex', ['progress', 'nextIndex']),
  integer('matchIndex', ['progress', 'matchIndex'], ['msg', 'matchIndex']),
  integer('inFlight', ['progress', 'inFlight']),
  integer(
    'fromIndex',
    ['append', 'entries', 0, 'index'],
    ['truncate', 'fromIndex'],
    ['commit', 'from'],
    ['apply', 'entries', 0, 'index'],
    ['persist', 'fromIndex'],
  ),
  integer(
    'toIndex',
    ['append', 'entries', -1, 'index'],
    ['truncate', 'toIndex'],
    ['commit', 'to'],
    ['apply', 'entries', -1, 'index'],
    ['persist', 'toIndex'],
  ),
  integer('micros', ['persist', 'micros']),
  text('operationId', ['op', 'id']),
  text('session', ['op', 'session'], ['msg', 'session']),
  integer('serial', ['op', 'serial'], ['msg', 'serial']),
  text('operation', ['op', 'operation'], ['msg', 'operation']),
  text('readMode', ['op', 'read']),
  integer('tries', ['op', 'tries']),
  integer('hops', ['op', 'hops']),
  text('result', ['op', 'result']),
  integer('entryIndex', ['op', 'index'], ['msg', 'index']),
  boolean('duplicate', ['op', 'duplicate'], ['msg', 'duplicate']),
  text('why', ['why'], ...payloads.map((payload) => [payload, 'why'])),
];

export function cellOf(event: TraceEvent, { paths, type }: Column): Cell {
  for (const path of paths) {
    const cell = asCell(found(event, path), type);
    if (cell !== null) return cell;
  }
  return null;
}

/** What the event is about, as JSON text: everything that has no column of its own is in it. */
export function dataOf(event: TraceEvent): string | null {
  const fields: Readonly<Record<string, unknown>> = event;
  for (const payload of payloads) if (fields[payload] !== undefined) return JSON.stringify(fields[payload]);
  return null;
}

function found(value: unknown, path: Path): unknown {
  let here = value;
  for (const step of path) {
    if (Array.isArray(here) && typeof step === 'number') here = here.at(step);
    else if (isObject(here) && typeof step === 'string') here = here[step];
    else return undefined;
  }
  return here;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** A file may hold anything under a field that this version does not know; only the right type gets into a column. */
function asCell(value: unknown, type: ColumnType): Cell {
  if (type === 'integer') return typeof value === 'number' && Number.isSafeInteger(value) ? value : null;
  if (type === 'text') return typeof value === 'string' ? value : null;
  return typeof value === 'boolean' ? value : null;
}
