/** OpenTelemetry's spans as OTLP/JSON lines: every operation, commit, message exchange and election with its parent. */
import type { TraceEvent } from '../../events.ts';
import type { Exporter } from '../exporter.ts';
import { Commits } from './commits.ts';
import { Elections } from './elections.ts';
import { Exchanges } from './exchanges.ts';
import { Operations } from './operations.ts';
import { type Attributes, type ClosedSpan, type Span, Spans, spanKinds } from './spans.ts';

/** Spans per line: a line is what is sent to a collector at once. */
const BATCH = 500;

function* write(events: Iterable<TraceEvent>): Iterable<string> {
  const spans = new Spans();
  const operations = new Operations(spans);
  const commits = new Commits(spans, operations);
  const elections = new Elections(spans);
  const listeners = [elections, commits, new Exchanges(spans, operations, commits, elections), operations];
  let epochMicros: number | null = null;
  for (const event of events) {
    // The first event's hybrid clock is the wall clock itself.
    epochMicros ??= (event.hlc[0] - Math.floor(event.t / 1000)) * 1000;
    spans.hear(event);
    for (const listener of listeners) listener.hear(event);
    yield spans.closed < BATCH ? '' : lineOf(spans.takeClosed(), epochMicros);
  }
  spans.endAll();
  yield lineOf(spans.takeClosed(), epochMicros ?? 0);
}

/** '' when there is nothing to tell. */
function lineOf(closed: readonly ClosedSpan[], epochMicros: number): string {
  const byService = new Map<string, object[]>();
  for (const span of closed) {
    const ofService = byService.get(span.service) ?? [];
    byService.set(span.service, ofService);
    ofService.push(wireSpan(span, epochMicros));
  }
  const resourceSpans = [...byService].map(([service, spans]) => ({
    resource: { attributes: wireAttributes({ 'service.name': service }) },
    scopeSpans: [{ scope: { name: 'raftarium' }, spans }],
  }));
  return closed.length === 0 ? '' : `${JSON.stringify({ resourceSpans })}\n`;
}

function wireSpan(span: ClosedSpan, epochMicros: number): object {
  const { parent, links = [], error } = span;
  return {
    ...reference(span),
    ...(parent === null ? {} : { parentSpanId: parent.spanId }),
    name: span.name,
    kind: spanKinds[span.kind],
    startTimeUnixNano: nanoseconds(epochMicros + span.start),
    endTimeUnixNano: nanoseconds(epochMicros + span.end),
    attributes: wireAttributes(span.attributes),
    ...(links.length === 0 ? {} : { links: links.map(reference) }),
    status: error === undefined ? {} : { code: 2, message: error },
  };
}

function reference({ traceId, spanId }: Span): { traceId: string; spanId: string } {
  return { traceId, spanId };
}

/** Beyond what a double holds exactly, so as text. */
function nanoseconds(micros: number): string {
  return String(BigInt(micros) * 1000n);
}

function wireAttributes(attributes: Attributes): object[] {
  return Object.entries(attributes).flatMap(([key, value]): object[] => {
    if (value === null || value === undefined) return [];
    if (typeof value === 'number') return [{ key, value: { intValue: String(value) } }];
    return [{ key, value: typeof value === 'boolean' ? { boolValue: value } : { stringValue: value } }];
  });
}

export const otlp = {
  name: 'OpenTelemetry (OTLP)',
  about: 'operations, commits, messages and elections as spans; for a collector, Jaeger or Tempo',
  extension: 'otlp.jsonl',
  mediaType: 'application/jsonl',
  write,
} as const satisfies Exporter;
