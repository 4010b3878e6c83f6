/**
 * A log for ShiViz: who knew what, as a diagram of causality. Its rules: a host's own clock counts 1, 2, 3 … over the
 * lines of that host, and a clock names only hosts with lines. So the vector clocks are made here, over what is written.
 */
import type { TraceEvent } from '../events.ts';
import { sentence } from '../words.ts';
import type { ExportContext, Exporter } from './exporter.ts';

/** Beyond about so many its check, which is quadratic, takes seconds, and its page more. */
const MOST_EVENTS = 5000;

/** No parentheses but those of the groups: ShiViz's own reader of such expressions would lose them. */
const HEAD = '(?<host>\\S+) (?<clock>\\{.*?\\}) (?<time>\\d+) (?<type>\\S+) (?<event>.*)\n\n';

type VectorClock = Record<string, number>;

function* write(events: Iterable<TraceEvent>, context?: ExportContext): Iterable<string> {
  yield HEAD;
  const clocks = new Clocks();
  let written = 0;
  for (const event of events) {
    if (event.ev.startsWith('trace.')) {
      yield '';
      continue;
    }
    if (written === MOST_EVENTS) {
      context?.tell?.(
        `ShiViz draws about ${MOST_EVENTS} events; the file ends before event #${event.seq}. Choose a shorter range or fewer kinds.`,
      );
      return;
    }
    written += 1;
    const host = hostOf(event.node);
    yield `${host} ${JSON.stringify(clocks.tick(host, event))} ${event.t} ${event.ev} ${oneLine(sentence(event))}\n`;
  }
}

class Clocks {
  readonly #ofHost = new Map<string, VectorClock>();
  /** The clock at the sending of every message; a duplicate arrives with the same one. */
  readonly #sent = new Map<string, VectorClock>();

  tick(host: string, event: TraceEvent): VectorClock {
    const clock: VectorClock = { ...this.#ofHost.get(host) };
    const origin = event.ev === 'msg.recv' ? this.#sent.get(event.msg.id) : undefined;
    for (const [other, count] of Object.entries(origin ?? {})) clock[other] = Math.max(clock[other] ?? 0, count);
    clock[host] = (this.#ofHost.get(host)?.[host] ?? 0) + 1;
    this.#ofHost.set(host, clock);
    if (event.ev === 'msg.send') this.#sent.set(event.msg.id, clock);
    return clock;
  }
}

/** A host is one word, and its clock ends at the first brace. */
function hostOf(node: string): string {
  return node.replaceAll(/[\s{}"\\]/g, '_') || '_';
}

function oneLine(text: string): string {
  return text.replaceAll(/[\r\n\u2028\u2029]+/g, ' ');
}

export const shiviz = {
  name: 'ShiViz',
  about: `who knew what when, as a diagram of causality; at most ${MOST_EVENTS} events`,
  extension: 'shiviz.log',
  mediaType: 'text/plain',
  write,
} as const satisfies Exporter;
