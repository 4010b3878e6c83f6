/** The Trace Event format of Chromium, for Perfetto, chrome://tracing and speedscope: slices, arrows and counters. */
import { TRACE_SCHEMA, TRACE_VERSION, type TraceEvent, type TraceHeader } from '../../events.ts';
import { sentence } from '../../words.ts';
import type { ExportContext, Exporter } from '../exporter.ts';
import { Clients } from './clients.ts';
import { mark } from './lines.ts';
import { Messages } from './messages.ts';
import { Servers } from './servers.ts';
import { Tracks } from './tracks.ts';

/** Beyond about so many the pages that draw such files become slow, or refuse them. */
const MANY_EVENTS = 1_000_000;

function* write(events: Iterable<TraceEvent>, context?: ExportContext): Iterable<string> {
  const picture = new Picture();
  let isFirst = true;
  for (const event of events) {
    if (isFirst) yield headOf(event.ev === 'trace.header' ? event.header : null);
    // Every line but the first begins with the comma that ends the one before: the last one must have none.
    yield `${isFirst ? firstLine : ''}${text(picture.linesOf(event))}`;
    isFirst = false;
  }
  if (isFirst) yield `${headOf(null)}${firstLine}`;
  yield `${text(picture.end())}\n]}\n`;
  if (picture.events > MANY_EVENTS) {
    context?.tell?.('Pages that draw such a file become slow beyond a million events. Choose a shorter range.');
  }
}

/** A mark that nobody draws, so that all that follows can begin with a comma. */
const firstLine = '{"ph":"M","pid":0,"tid":0,"name":"process_name","args":{"name":"Raftarium"}}';

function headOf(header: TraceHeader | null): string {
  const about = { schema: TRACE_SCHEMA, version: TRACE_VERSION, run: header?.run ?? '', epoch: header?.epoch ?? '' };
  return `{"displayTimeUnit":"ms","otherData":${JSON.stringify(about)},"traceEvents":[\n`;
}

function text(lines: Iterable<object>): string {
  let all = '';
  for (const line of lines) all += `,\n${JSON.stringify(line)}`;
  return all;
}

class Picture {
  readonly #tracks = new Tracks();
  readonly #servers = new Servers(this.#tracks);
  readonly #messages = new Messages(this.#tracks);
  readonly #clients = new Clients(this.#tracks);
  #last = 0;
  events = 0;

  linesOf(event: TraceEvent): object[] {
    this.#last = event.t;
    this.events += 1;
    const lines = [
      ...this.#servers.linesOf(event),
      ...this.#messages.linesOf(event),
      ...this.#clients.linesOf(event),
      ...this.#marksOf(event),
    ];
    return [...this.#tracks.takeNews(), ...lines];
  }

  end(): object[] {
    return [...this.#servers.end(this.#last), ...this.#clients.end(this.#last)];
  }

  *#marksOf(event: TraceEvent): Iterable<object> {
    const isMark = event.ev.startsWith('fault.') || event.ev === 'note' || event.ev === 'check.violation';
    if (isMark) yield mark(this.#tracks.lab(), event.ev, event.t, { says: sentence(event) });
  }
}

export const chrome = {
  name: 'Chrome trace (Perfetto)',
  about: 'roles, terms, messages and counters on a time line; for Perfetto, chrome://tracing and speedscope',
  // speedscope knows such a file by nothing else than that it is JSON; ".chrome.json" it refuses.
  extension: 'trace.json',
  mediaType: 'application/json',
  write,
} as const satisfies Exporter;
