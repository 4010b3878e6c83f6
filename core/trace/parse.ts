/** The border where a trace comes in from outside: one line of text → one event, or why not. */
import * as v from 'valibot';
import { TRACE_SCHEMA, TRACE_VERSION, type TraceEvent, traceEvent } from './events.ts';
import { guardOf } from './guard.ts';

export type ParsedLine =
  | { readonly kind: 'event'; readonly event: TraceEvent }
  /** Of a kind that only a newer minor version knows: to be skipped and counted. */
  | { readonly kind: 'unknown'; readonly ev: string }
  /** A part of a sentence: what is wrong with the line. */
  | { readonly kind: 'bad'; readonly problem: string }
  /** As the end of a sentence: why nothing of this trace can be read. */
  | { readonly kind: 'refused'; readonly problem: string };

/** By kind, so that a line is held against one schema and not against all in turn. */
const guards = new Map<string, (value: unknown) => value is TraceEvent>(
  traceEvent.options.flatMap((option) => {
    const { ev } = option.entries;
    const kinds: readonly string[] = 'options' in ev ? ev.options : [ev.literal];
    const guard = guardOf(option);
    return kinds.map((kind) => [kind, guard] as const);
  }),
);

const isAnyEvent = guardOf(v.object({ ev: v.string() }));
const anyHeader = v.object({ header: v.object({ schema: v.string(), version: v.number() }) });

/** The event is the very object of the line, unknown fields and all, so that writing it again gives the same text. */
export function parseLine(line: string): ParsedLine {
  // No event has such a field, and code that copies objects carelessly would be harmed by it.
  if (hasProtoField(line)) return { kind: 'bad', problem: 'the field __proto__ is not allowed' };
  const value = parseJson(line);
  if (!isAnyEvent(value)) return { kind: 'bad', problem: 'this is not an event' };
  const isRight = guards.get(value.ev);
  if (isRight === undefined) return { kind: 'unknown', ev: value.ev };
  if (isRight(value)) return { kind: 'event', event: value };
  return versionProblem(value) ?? { kind: 'bad', problem: firstIssue(value) };
}

/** Looked for by its rare first letter: with the quotation mark in front it would take as long as parsing. */
function hasProtoField(line: string): boolean {
  return line.includes('__proto__"') && line.includes('"__proto__"');
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function versionProblem(value: object): ParsedLine | null {
  if (!v.is(anyHeader, value)) return null;
  const { schema, version } = value.header;
  if (schema !== TRACE_SCHEMA) return { kind: 'refused', problem: `it is a file of ${schema}, not of ${TRACE_SCHEMA}` };
  if (version === TRACE_VERSION) return null;
  const problem = `its version is ${version} and this program reads version ${TRACE_VERSION}; open it with the Raftarium that wrote it`;
  return { kind: 'refused', problem };
}

function firstIssue(value: unknown): string {
  const { issues } = v.safeParse(traceEvent, value);
  const issue = issues?.[0];
  return issue === undefined ? 'it is not an event' : `${v.getDotPath(issue) ?? 'the event'}: ${issue.message}`;
}
